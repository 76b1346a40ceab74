const cargolux = {
  name: "Cargolux",
  website: "https://www.cargolux.com",
  trackingPage: "https://www.cargolux.com/track-and-trace",
};
const qatar = {
  name: "Qatar Airways Cargo",
  website: "https://www.qrcargo.com",
  trackingPage: "https://www.qrcargo.com/s/track-your-shipment",
};

const event = (happened: string, text: string, station: string, code: string, flight: string | null = null) => ({
  planned: null,
  happened,
  text,
  station,
  flight,
  code,
});

/**
 * Every waybill the scripted airlines know, newest event first; test/sandbox/README.md lists them.
 */
const table = {
  "172-28891936": {
    airline: cargolux,
    pieces: 3,
    weight: "120",
    origin: "HKG",
    destination: "LUX",
    statusCode: 4,
    flights: [
      {
        number: "CV7947",
        from: "HKG",
        departurePlanned: "2026-11-05 22:00",
        departed: "2026-11-05 22:10",
        to: "LUX",
        arrivalPlanned: "2026-11-06 05:50",
        arrived: "2026-11-06 05:40",
      },
    ],
    events: [
      event("2026-11-07 09:15", "Delivered to the consignee", "LUX", "DLV"),
      event("2026-11-06 08:30", "Consignee notified", "LUX", "NFD"),
      event("2026-11-06 05:40", "Arrived", "LUX", "ARR", "CV7947"),
      event("2026-11-05 22:10", "Departed", "HKG", "DEP", "CV7947"),
      event("2026-11-05 14:00", "Received from the shipper", "HKG", "RCS"),
    ],
  },
  "157-10000004": {
    airline: qatar,
    pieces: 1,
    weight: "18.5",
    origin: "PVG",
    destination: "FRA",
    statusCode: 2,
    flights: [
      {
        number: "QR8951",
        from: "PVG",
        departurePlanned: "2026-11-18 03:20",
        departed: "2026-11-18 03:45",
        to: "DOH",
        arrivalPlanned: "2026-11-18 08:30",
        arrived: "2026-11-18 08:50",
      },
      {
        number: "QR8151",
        from: "DOH",
        departurePlanned: "2026-11-19 14:00",
        departed: null,
        to: "FRA",
        arrivalPlanned: "2026-11-19 19:00",
        arrived: null,
      },
    ],
    events: [
      event("2026-11-18 08:50", "Arrived", "DOH", "ARR", "QR8951"),
      event("2026-11-18 03:45", "Departed", "PVG", "DEP", "QR8951"),
      event("2026-11-17 16:30", "Received from the shipper", "PVG", "RCS"),
    ],
  },
};

const known = new Map(Object.entries(table));

/** The waybills among these that the airlines know, by number. */
export function airWaybills(numbers: readonly string[]): Record<string, (typeof table)[keyof typeof table]> {
  return Object.fromEntries(
    numbers.flatMap((number) => {
      const reported = known.get(number);
      return reported ? [[number, reported]] : [];
    }),
  );
}
