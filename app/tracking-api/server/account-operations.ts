import type { Operation } from "./operation";

/** Prints the account behind the key. */
export const getUserInfo: Operation<"getUserInfo"> = async ({ service, caller }) => {
  const { email, registeredAt, quotaLeft } = await service.userInfo(caller);
  const regtime = String(Math.floor(registeredAt.getTime() / 1000));
  return { kind: "reply", code: 200, data: { email, regtime, phone: "", money: 0, track_number: quotaLeft } };
};

/** Prints how many trackings stand in each status. */
export const countStatuses: Operation<"countStatuses"> = async ({ service, caller }, query) => ({
  kind: "reply",
  code: 200,
  data: await service.countByStatus(caller, query),
});
