import { redirect, type LoaderFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useTranslation } from "react-i18next";
import { PlainPage } from "~/components/errors/plain-page";

export const meta: MetaFunction = () => [{ title: "Homeward" }];

export function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has("shop")) return redirect(`/app${url.search}`);
  return null;
}

export default function Landing() {
  const { t } = useTranslation();
  return <PlainPage title={t("landing.title")} text={t("landing.openFromAdmin")} />;
}
