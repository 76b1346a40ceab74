/** Whose data a privacy topic means. */
export interface CustomerReference {
  customerGid: string | null;
  email: string | null;
  orderIds: string[];
}
