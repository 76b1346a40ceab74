import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";

/**
 * Why a carrier was chosen or could not be, as far as words need it; other texts beside are
 * ignored.
 */
export type ShownCarrierReason =
  | { by: "rule"; position: number }
  | { by: "company" | "not-in-catalogue"; company: string }
  | { by: "company-and-format"; company: string; format: string }
  | { by: "format"; format: string; usual: boolean }
  | { by: "nothing-fits" | "ambiguous" | "not-a-number" | "merchant" }
  | null;

/** The sentence that tells a merchant why a parcel has this carrier, or none. */
export function CarrierReason({ reason }: { reason: ShownCarrierReason }) {
  const { t } = useTranslation();
  return <>{reasonWords(t, reason)}</>;
}

function reasonWords(t: TFunction, reason: ShownCarrierReason): string {
  if (reason === null) return t("shipment.carrier.reason.unknown");
  switch (reason.by) {
    case "rule":
      return t("shipment.carrier.reason.rule", { position: reason.position });
    case "company":
      return t("shipment.carrier.reason.company", { company: reason.company });
    case "company-and-format":
      return t("shipment.carrier.reason.companyAndFormat", { company: reason.company, format: reason.format });
    case "format":
      return t(reason.usual ? "shipment.carrier.reason.usualFormat" : "shipment.carrier.reason.format", {
        format: reason.format,
      });
    case "not-in-catalogue":
      return t("shipment.carrier.reason.notInCatalogue", { company: reason.company });
    case "nothing-fits":
      return t("shipment.carrier.reason.nothingFits");
    case "ambiguous":
      return t("shipment.carrier.reason.ambiguous");
    case "not-a-number":
      return t("shipment.carrier.reason.notANumber");
    case "merchant":
      return t("shipment.carrier.reason.merchant");
  }
}
