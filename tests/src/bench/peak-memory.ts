/** The most memory that this process ever held, in MB (10⁶ bytes). */
export function peakMemoryMb(): number {
  return (process.resourceUsage().maxRSS * 1024) / 1e6
}
