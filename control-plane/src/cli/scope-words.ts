/** What an approval is about: `crm/admins`, or the whole plan. */
export function scopeWords(scope: readonly string[]): string {
  return scope.includes('*') ? 'the whole plan' : scope.join(', ')
}
