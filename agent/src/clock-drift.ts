/** Control plane's clock minus ours, as the last signed welcome showed it; 0 before the first. */
export class ClockDrift {
  ms = 0
}
