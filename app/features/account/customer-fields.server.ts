import { mergeSettings } from "./account-settings.queries.server";
import type { Services } from "~/features/services.server";

export interface CustomerFields {
  name: boolean;
  email: boolean;
  phone: boolean;
}

/**
 * What may be sent about customers from now on, each field by itself. Having answered "nothing" is
 * an answer too.
 */
export async function saveCustomerFields(
  { db }: Pick<Services, "db">,
  accountId: string,
  fields: CustomerFields,
): Promise<void> {
  await mergeSettings(db, accountId, {
    sendCustomerName: fields.name,
    sendCustomerEmail: fields.email,
    sendCustomerPhone: fields.phone,
    customerFieldsAsked: true,
  });
}
