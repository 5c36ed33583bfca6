/** Everything that is ever asked, with the words that answer it. */
export const questionAnswers = {
  /** An account may be somebody's: the answer names whose it is. */
  account_match: ['link', 'not_theirs'],
  orphan: ['link', 'shared', 'service', 'protect', 'disable', 'keep'],
  drift: ['correct', 'accept'],
  /** A grant that no rule ever gave, of somebody who moved. */
  hand_grant: ['revoke', 'accept'],
  /** A new HR key that looks like somebody who was here, or whose end HR has named. */
  rehire: ['same_person', 'another_person'],
  vanished: ['has_left', 'still_here'],
  two_with_one_address: ['seen', 'same_person'],
  manager_loop: ['seen'],
  contractor_without_end: ['seen'],
  long_leave: ['keep_suspended', 'seen'],
  separation_of_duties: ['seen'],
  order_not_agreed: ['keep', 'lift'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type QuestionKind = keyof typeof questionAnswers

export const questionKinds: readonly QuestionKind[] = Object.keys(questionAnswers).filter(
  (key): key is QuestionKind => key in questionAnswers,
)
export type Answer = (typeof questionAnswers)[QuestionKind][number]
