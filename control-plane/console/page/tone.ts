/** Colour families of the console; the words beside them say the same. */
export type Tone = 'good' | 'busy' | 'warn' | 'bad' | 'quiet'
