/** Why many accounts are rightly missing from an app's next listing. Codes, since the ledger holds no free text. */
export const listingFallReasons = ['accounts_cleaned_up', 'scope_narrowed', 'app_replaced'] as const
export type ListingFallReason = (typeof listingFallReasons)[number]
