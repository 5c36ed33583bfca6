/** Why an operator answers as they do. Codes, since the ledger holds no free text. */
export const answerReasons = ['confirmed_with_hr', 'confirmed_with_manager', 'confirmed_with_owner', 'emergency', 'known'] as const
export type AnswerReason = (typeof answerReasons)[number]
