import type { LoaderFunctionArgs } from "@remix-run/node";
import { useTranslation } from "react-i18next";
import { PlainPage } from "~/components/errors/plain-page";
import { login } from "~/shopify.server";

export async function loader({ request }: LoaderFunctionArgs) {
  // With a shop in the address this throws the redirect that opens or installs the app there.
  if (new URL(request.url).searchParams.has("shop")) await login(request);
  return null;
}

export default function Login() {
  const { t } = useTranslation();
  return <PlainPage title={t("landing.title")} text={t("landing.openFromAdmin")} />;
}
