/**
 * Chains of reasons in words for people: the fact, who says so and since when. They are part of the plan and of its hash, so the same facts have the same
 * words whatever the time of day; each is put together when a plan asks for it, since most people have no plan.
 */
export interface Explain {
  /** `rule "sales" because department is "Sales", says hr since 2026-05-03`; of an exception its name. */
  readonly rule: (name: string) => string
  /** Why nothing gives `app` or `app/entitlement` any more, and how long it was kept for the handover where it was. */
  readonly loss: (grant: string, isKept: boolean) => string
  /** Which exception withholds `app` or `app/entitlement`. */
  readonly withheld: (grant: string) => string
  /** Why access is over: `access ended 2026-06-26 18:00 Europe/Berlin because the last working day is 2026-06-26, says hr since 2026-06-01`. */
  readonly end: () => string
  /** Why there is no access yet. */
  readonly start: () => string
  /** Since when an operator's order locks them. */
  readonly hold: () => string
  /** Since when somebody is on leave. */
  readonly leave: () => string
}
