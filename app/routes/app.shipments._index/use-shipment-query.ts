import { useNavigate, useSearchParams, useSubmit } from "@remix-run/react";
import { useCallback, useMemo } from "react";
import {
  readShipmentQuery,
  writeShipmentQuery,
  type ShipmentQuery,
} from "~/features/merchant/shipments/shipment-filters";

/** The list's state, which is its address: back, reload and a shared link all work. */
export function useShipmentQuery() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const submit = useSubmit();
  const query = useMemo(() => readShipmentQuery(params), [params]);

  /** Anything but turning a page starts again at the first one. */
  const change = useCallback(
    (changed: Partial<ShipmentQuery>, options?: { replace: boolean }) => {
      const next = writeShipmentQuery({ ...query, after: null, before: null, ...changed });
      navigate(`?${next}`, { replace: options?.replace ?? false, preventScrollReset: true });
    },
    [query, navigate],
  );

  /**
   * An e-mail address goes by POST and comes back as an unreadable key, because addresses are
   * logged by everybody.
   */
  const findCustomer = useCallback(
    (email: string) => submit({ email }, { method: "post", replace: true, preventScrollReset: true }),
    [submit],
  );

  return { query, change, findCustomer };
}
