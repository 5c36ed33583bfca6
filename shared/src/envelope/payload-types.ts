/** The DSSE payload type of each signed thing; the type is signed too, so one thing can never pass for another. */
export const payloadTypes = {
  trust: 'application/vnd.rollcall.trust.v1+json',
  enrolment: 'application/vnd.rollcall.enrolment.v1+json',
  enrolled: 'application/vnd.rollcall.enrolled.v1+json',
  auth: 'application/vnd.rollcall.auth.v1+json',
  welcome: 'application/vnd.rollcall.welcome.v1+json',
  job: 'application/vnd.rollcall.job.v1+json',
  lease: 'application/vnd.rollcall.lease.v1+json',
  cancel: 'application/vnd.rollcall.cancel.v1+json',
  receipt: 'application/vnd.rollcall.receipt.v1+json',
  planSet: 'application/vnd.rollcall.plan-set.v1+json',
  statement: 'application/vnd.in-toto+json',
} as const
