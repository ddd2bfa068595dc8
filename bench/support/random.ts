/** A seeded source of values as they stand in ordinary API traffic: the same seed gives the same requests. */
export class Random {
  #state: number

  constructor(seed: number) {
    this.#state = seed
  }

  /** Mulberry32 (Tommy Ettinger, public domain): small, fast, even enough for test data. */
  float(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.float() * (high - low + 1))
  }

  pick<T>(values: readonly T[]): T {
    return values[this.integer(0, values.length - 1)] as T
  }

  hex(length: number): string {
    return this.#characters('0123456789abcdef', length)
  }

  /** Text in the base64url alphabet, as opaque ids and tokens are written. */
  token(length: number): string {
    return this.#characters('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_', length)
  }

  uuid(): string {
    const variant = this.pick(['8', '9', 'a', 'b'])
    return `${this.hex(8)}-${this.hex(4)}-4${this.hex(3)}-${variant}${this.hex(3)}-${this.hex(12)}`
  }

  name(): string {
    return `${this.pick(GIVEN_NAMES)} ${this.pick(FAMILY_NAMES)}`
  }

  email(name: string): string {
    const local = name
      .normalize('NFD')
      .replace(/[^A-Za-z ]/g, '')
      .toLowerCase()
      .replaceAll(' ', '.')
    return `${local}${this.pick(['', '+shop', '42', ''])}@${this.pick(MAIL_HOSTS)}`
  }

  date(): string {
    return `${this.integer(2019, 2026)}-${two(this.integer(1, 12))}-${two(this.integer(1, 28))}`
  }

  time(): string {
    const clock = `${two(this.integer(0, 23))}:${two(this.integer(0, 59))}:${two(this.integer(0, 59))}`
    return `${this.date()}T${clock}${this.pick(['Z', '.482Z', '+02:00', '-05:00'])}`
  }

  price(): number {
    return this.integer(99, 99_999) / 100
  }

  phone(): string {
    return `+${this.integer(1, 49)} ${this.integer(100, 999)} ${this.integer(1_000_000, 9_999_999)}`
  }

  url(): string {
    const path = `${this.pick(['products', 'media', 'blog', 'help'])}/${this.hex(6)}`
    return `https://${this.pick(WEB_HOSTS)}/${path}?utm_source=${this.pick(['mail', 'app', 'partner'])}&v=${this.integer(1, 40)}`
  }

  street(): string {
    return `${this.pick(['Main St.', "O'Connell Street", 'Rue de l’Église', 'Königsallee', 'Elm Road'])} ${this.integer(1, 220)}`
  }

  sentence(): string {
    return this.pick(SENTENCES)
  }

  /** Whole sentences, at least `length` characters, cut there. */
  prose(length: number): string {
    let text = this.sentence()
    while (text.length < length) text += ` ${this.sentence()}`
    return text.slice(0, length)
  }

  /** Two or three words that someone may search for. */
  words(): string {
    return `${this.pick(ADJECTIVES)} ${this.pick(NOUNS)}${this.pick(['', ' 42', ' size L', ' & case'])}`
  }

  #characters(alphabet: string, length: number): string {
    let text = ''
    for (let i = 0; i < length; i++) text += alphabet[this.integer(0, alphabet.length - 1)]
    return text
  }
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}

const GIVEN_NAMES = ['Ana', 'Björn', 'Chloé', 'Dmitri', 'Emma', 'Fatima', 'Giulia', 'Hiroshi', 'Ingrid', 'José', 'Seán']
const FAMILY_NAMES = [
  'Almeida',
  "O'Brien",
  'Müller',
  'Nguyễn',
  'Smith-Jones',
  "D'Angelo",
  'Kowalski',
  'Tanaka',
  'Union',
]
const MAIL_HOSTS = ['example.com', 'mail.example.org', 'shop.example.net', 'example.co.uk']
const WEB_HOSTS = ['shop.example.com', 'cdn.example.net', 'www.example.org']
const ADJECTIVES = ['blue', 'wireless', 'second-hand', 'waterproof', '15.6 inch', "men's", 'select']
const NOUNS = ['headphones', 'running shoes', 'laptop stand', 'drop earrings', 'union jack mug', 'coffee table']

/** What people write into forms: apostrophes, dashes, prices, brackets, and words that SQL and shells have too. */
const SENTENCES = [
  'Please leave the parcel with the concierge, I’m at work until 6.',
  "It doesn't fit; can I return it and get a refund?",
  'We ordered 3 pieces (SKU 4471-B) but only 2 arrived.',
  'Select the size from the table below, or drop us a line.',
  'The price went from $49.99 to $39.90 - great deal!',
  'Delivery between 9:00 and 12:30, ring the bell twice.',
  'Union members get 10% off where the offer is shown.',
  'Is the "Pro" model available in grey & black?',
  'My phone number has changed: please update it and call me back.',
  'Works as described -- would buy again.',
  'Thanks for the quick reply; the update fixed it.',
  'Order by Friday and it ships from our Dublin office.',
  "Couldn't log in after the last update, error 0x80070057.",
  'A cat sat on the box; more or less intact, like new.',
  'See https://shop.example.com/help#returns for details.',
  'Größe M passt gut, die Farbe ist etwas dunkler als im Bild.',
]
