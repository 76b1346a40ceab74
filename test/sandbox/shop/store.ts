import type { SimulatedClock } from "../clock/simulated-clock";
import { numberKey } from "../carriers/story";
import type { Collection } from "../state/collection";
import type { Customer, Fulfillment, Order } from "./model";
import { sampleAddress, sampleLineItems, sampleLocale, sampleShopper } from "./samples";

const hourMs = 3_600_000;

export interface FulfilmentRequest {
  orderName?: string;
  trackingNumbers: string[];
  trackingCompany?: string | null;
  email?: string;
  countryCode?: string;
  locale?: string;
  note?: string | null;
  /** When it was shipped, for parcels of the past; the story clock's present otherwise. */
  fulfilledAt?: string;
}

/** The store's orders and fulfillments. */
export class ShopStore {
  readonly #orders: Collection<Order>;
  readonly #fulfillments: Collection<Fulfillment>;
  readonly #clock: SimulatedClock;
  readonly #ordersByName = new Map<string, string>();
  /** One customer for one e-mail address, as Shopify keeps them. */
  readonly #customers = new Map<string, Customer>();
  readonly #shippedByNumber = new Map<string, string[]>();
  #lastNumber = 1000;
  #lastId = 0;

  constructor(orders: Collection<Order>, fulfillments: Collection<Fulfillment>, clock: SimulatedClock) {
    this.#orders = orders;
    this.#fulfillments = fulfillments;
    this.#clock = clock;
    for (const order of orders.values()) this.#indexOrder(order);
    for (const fulfillment of fulfillments.values()) this.#indexFulfillment(fulfillment);
  }

  orders(): Order[] {
    return this.#orders.values();
  }

  order(id: string): Order | null {
    return this.#orders.get(id) ?? null;
  }

  /** Takes `1001` and `#1001`. */
  orderNamed(name: string): Order | null {
    const id = this.#ordersByName.get(orderName(name));
    return id ? this.order(id) : null;
  }

  fulfillment(id: string): Fulfillment | null {
    return this.#fulfillments.get(id) ?? null;
  }

  fulfillments(): Fulfillment[] {
    return this.#fulfillments.values();
  }

  fulfillmentsOf(orderId: string): Fulfillment[] {
    return this.#fulfillments.values().filter((fulfillment) => fulfillment.orderId === orderId);
  }

  /** When and where to a number was first shipped. */
  shipped(number: string): { fulfilledAt: string; countryCode: string | null } | null {
    const fulfillments = (this.#shippedByNumber.get(numberKey(number)) ?? []).flatMap(
      (id) => this.fulfillment(id) ?? [],
    );
    const first = fulfillments.sort((a, b) => a.createdAt.localeCompare(b.createdAt))[0];
    if (!first) return null;
    return {
      fulfilledAt: first.createdAt,
      countryCode: this.order(first.orderId)?.shippingAddress.countryCode ?? null,
    };
  }

  /** Fulfils an order, which is made first where it does not exist. */
  fulfil(request: FulfilmentRequest): { order: Order; fulfillment: Fulfillment } {
    const at = request.fulfilledAt ? new Date(request.fulfilledAt) : this.#clock.now();
    const known = request.orderName ? this.orderNamed(request.orderName) : null;
    const order = known ? this.#touch(known, request, at) : this.#createOrder(request, at);
    const fulfillment: Fulfillment = {
      id: this.#newId(5_123_456_000_000),
      orderId: order.id,
      name: `${order.name}.${this.fulfillmentsOf(order.id).length + 1}`,
      status: "success",
      createdAt: at.toISOString(),
      updatedAt: at.toISOString(),
      trackingCompany: request.trackingCompany ?? null,
      trackingNumbers: request.trackingNumbers,
    };
    this.#fulfillments.put(fulfillment.id, fulfillment);
    this.#indexFulfillment(fulfillment);
    return { order, fulfillment };
  }

  /**
   * Adds, replaces or removes tracking, as a merchant does after fulfilling, or cancels the
   * fulfillment.
   */
  changeFulfillment(
    id: string,
    change: Partial<
      Pick<Fulfillment, "status" | "trackingCompany" | "trackingNumbers" | "estimatedDeliveryAt" | "updatedAt">
    >,
  ): { order: Order; fulfillment: Fulfillment } | null {
    const before = this.fulfillment(id);
    const order = before ? this.order(before.orderId) : null;
    if (!before || !order) return null;
    const updatedAt = change.updatedAt ?? this.#clock.now().toISOString();
    const fulfillment = this.#fulfillments.put(id, { ...before, ...change, updatedAt });
    this.#indexFulfillment(fulfillment);
    this.#orders.put(order.id, { ...order, updatedAt });
    return { order, fulfillment };
  }

  clear(): void {
    this.#orders.clear();
    this.#fulfillments.clear();
    this.#ordersByName.clear();
    this.#customers.clear();
    this.#shippedByNumber.clear();
    this.#lastNumber = 1000;
  }

  #createOrder(request: FulfilmentRequest, fulfilledAt: Date): Order {
    const name = request.orderName ? orderName(request.orderName) : `#${this.#lastNumber + 1}`;
    // By the name: what an order holds does not depend on which others came before it.
    const number = numberOf(name) ?? this.#lastNumber + 1;
    const countryCode = (request.countryCode ?? "US").toUpperCase();
    const sample = sampleShopper(number);
    const email = request.email ?? sample.email;
    const shopper = this.#customers.get(email) ?? sample;
    const home = sampleAddress(countryCode);
    const createdAt = new Date(fulfilledAt.getTime() - 20 * hourMs).toISOString();
    const order: Order = {
      id: this.#newId(6_123_456_000_000),
      name,
      createdAt,
      updatedAt: fulfilledAt.toISOString(),
      cancelledAt: null,
      locale: request.locale ?? sampleLocale(countryCode),
      note: request.note ?? null,
      email,
      phone: home.phone,
      customer: this.#customers.get(email) ?? {
        id: this.#newId(7_123_456_000_000),
        ...sample,
        email,
        phone: home.phone,
      },
      shippingAddress: { firstName: shopper.firstName, lastName: shopper.lastName, ...home },
      lineItems: sampleLineItems(number, () => this.#newId(14_123_456_000_000)),
    };
    this.#orders.put(order.id, order);
    this.#indexOrder(order);
    return order;
  }

  #touch(order: Order, request: FulfilmentRequest, at: Date): Order {
    const updatedAt = at.toISOString() > order.updatedAt ? at.toISOString() : order.updatedAt;
    return this.#orders.put(order.id, { ...order, updatedAt, email: request.email ?? order.email });
  }

  #indexOrder(order: Order): void {
    this.#ordersByName.set(order.name, order.id);
    this.#customers.set(order.customer.email, order.customer);
    this.#lastNumber = Math.max(this.#lastNumber, numberOf(order.name) ?? 0);
    this.#noteId(order.id);
    this.#noteId(order.customer.id);
    for (const item of order.lineItems) this.#noteId(item.id);
  }

  #indexFulfillment(fulfillment: Fulfillment): void {
    this.#noteId(fulfillment.id);
    for (const number of fulfillment.trackingNumbers) {
      const ids = this.#shippedByNumber.get(numberKey(number)) ?? [];
      if (!ids.includes(fulfillment.id)) this.#shippedByNumber.set(numberKey(number), [...ids, fulfillment.id]);
    }
  }

  /** Ids of one kind share a prefix and never come twice, also not after a restart. */
  #newId(base: number): string {
    this.#lastId += 1;
    return String(base + this.#lastId);
  }

  #noteId(id: string): void {
    this.#lastId = Math.max(this.#lastId, Number(id) % 1_000_000);
  }
}

/** The number in a name like Shopify's own; null in any other. */
function numberOf(name: string): number | null {
  const number = /^#(\d{1,9})$/.exec(name)?.[1];
  return number === undefined ? null : Number(number);
}

/** `1001` and `#1001` are the same order. */
export function orderName(name: string): string {
  return name.startsWith("#") ? name : `#${name}`;
}
