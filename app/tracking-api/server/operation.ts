import type { EndpointName, EndpointTypes } from "../contract/endpoints";
import type { ApiProblem, SuccessCode } from "../contract/errors";
import type { ApiCaller, TrackingService } from "./service";

/** What every operation is given besides its input. */
export interface OperationContext {
  service: TrackingService;
  caller: ApiCaller;
  now: Date;
  /** How this mount answers a single tracking. */
  singleAs: "object" | "list";
}

/** A yes with its `data`, or a refusal. */
export type Reply<Emitted> = { kind: "reply"; code: SuccessCode; data: Emitted; message?: string } | ApiProblem;

/** What an endpoint does. */
export type Operation<Name extends EndpointName> = (
  context: OperationContext,
  input: EndpointTypes[Name]["accepted"],
) => Promise<Reply<EndpointTypes[Name]["emitted"]>>;
