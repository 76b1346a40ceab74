/** What a field of a request is, for people: JSON Schema's own words, beside a sentence. */
export interface FieldNote {
  type:
    | "string"
    | "integer"
    | readonly ["string", "array"]
    | readonly ["string", "boolean"]
    | readonly ["string", "integer"];
  description: string;
}

const text = (description: string): FieldNote => ({ type: "string", description });
const seconds = (description: string): FieldNote => ({
  type: "integer",
  description: `${description}, in Unix seconds`,
});

/** Every field a request of this API can carry, by its name on the wire. */
export const fieldNotes: Readonly<Record<string, FieldNote>> = {
  tracking_number: text("The tracking number: 5 to 50 letters, digits, hyphens and underscores"),
  carrier_code: text("The carrier's code, as GET /carriers lists it"),
  update_carrier_code: text("The code of the carrier that really carries the parcel"),
  title: text("What is inside"),
  logistics_channel: text("Logistics channel"),
  customer_name: text("The recipient's name"),
  customer_email: text("The recipient's e-mail address"),
  customer_phone: text("The recipient's phone number"),
  order_id: text("The order's name or number; the list's orders filter finds it"),
  order_create_time: text("When the order was placed, such as 2017/8/27 16:51"),
  destination_code: text("Destination country, two letters"),
  tracking_ship_date: text("Day of dispatch, YYYYMMDD; some carriers need it, such as deutsche-post"),
  tracking_postal_code: text("The recipient's postcode; some carriers need it, such as mondialrelay"),
  tracking_account_number: text("Account number at the carrier; some carriers need it"),
  specialNumberDestination: text("Destination country; some carriers need it, such as postnl-3s"),
  tracking_destination_country: text("The same as specialNumberDestination"),
  lang: text("Language of the results, two letters"),
  auto_correct: { type: ["string", "integer"], description: "1 keeps the carrier as given instead of correcting it" },
  comment: text("A note of your own"),
  archived: { type: ["string", "boolean"], description: "true or false: whether the tracking is put away" },
  status: {
    type: ["string", "integer"],
    description: "In a list one of the eight words; in a change 4 (delivered), 7 (exception) or 8 (automatic again)",
  },
  page: { type: "integer", description: "From 1" },
  limit: { type: "integer", description: "Trackings on a page, up to 2000; 100 unless given" },
  created_at_min: seconds("Added at or after"),
  created_at_max: seconds("Added at or before"),
  update_time_min: seconds("Changed at or after"),
  update_time_max: seconds("Changed at or before"),
  order_created_time_min: seconds("Ordered at or after"),
  order_created_time_max: seconds("Ordered at or before"),
  numbers: text("Up to 40 tracking numbers, separated by commas"),
  orders: text("Up to 40 order numbers, separated by commas"),
  country: text("A country's name or two-letter code"),
  postcode: text("The postcode, or the city where a country has none"),
  company: text("DHL, UPS, FedEx or TNT; all four unless given"),
  original: text("Country of dispatch, two letters"),
  destination: text("Country of destination, two letters"),
  track_number: { type: ["string", "array"], description: "One air waybill such as 172-28891936, or up to 40" },
};
