import { decodeName } from './decoding.ts'

/** Parts of names, squashed, whose values are credentials wherever they stand. No ordinary word may hold one. */
const PARTS = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'passkey',
  'passwort',
  'motdepasse',
  'contrase',
  'pwd',
  'userpass',
  'dbpass',
  'secret',
  'token',
  'apikey',
  'accesskey',
  'accountkey',
  'applicationkey',
  'appkey',
  'authkey',
  'encryptionkey',
  'functionskey',
  'masterkey',
  'privatekey',
  'sessionkey',
  'sharedkey',
  'signingkey',
  'storagekey',
  'subscriptionkey',
  'connectionstring',
  'credential',
  'authorization',
  'authcode',
  'backupcode',
  'otpcode',
  'recoverycode',
  'verificationcode',
  'codeverifier',
  'sessionid',
  'sessid',
  'cardnumber',
  'cardno',
  'cardpin',
  'creditcard',
  'clientcert',
  'cvc',
  'cvv',
  'jwt',
  'bearer',
  'mnemonic',
  'samlrequest',
  'samlresponse',
  'clientassertion',
  'signature',
]
/** Words that ordinary words hold (`spinning`), and so count only as a word of a name: `card_pin`, `cardPin`, `pin2`. */
const WORDS = new Set(['iban', 'otp', 'pass', 'pin', 'pw', 'senha', 'sid', 'ssn', 'totp'])
/** Words that are credentials only if they are the whole name, or its last segment: `auth`, `data[key]`. */
const WHOLE = new Set(['assertion', 'auth', 'key', 'pan', 'refresh', 'session', 'sig', 'ticket'])
/** Names that are credentials only as a query or form parameter: OAuth's `code`, but not the `code` of an error. */
const PARAMETERS = new Set(['code'])
/** Header fields that none of the above tells. */
const HEADERS = new Set([
  'x-auth',
  'x-session',
  'x-csrf',
  'x-amzn-oidc-data',
  'x-amzn-oidc-identity',
  'x-ms-client-principal',
])

const WORD_INSIDE = new RegExp([...WORDS].join('|'))

/** Names repeat from request to request; what was found out about the latest is kept, of names up to this length. */
const MAX_KNOWN = 1_024
const MAX_KNOWN_LENGTH = 48

type Kind = 'secret' | 'parameter' | 'ordinary'

/** Tells by its name whether a value is a credential. */
export class SecretNames {
  /** Literals alone: linear. */
  readonly #parts: RegExp
  readonly #known = new Map<string, Kind>()

  /** @param extra further parts of names, from configuration */
  constructor(extra: readonly string[]) {
    this.#parts = new RegExp([...PARTS, ...extra.map(squash).filter((part) => part !== '')].join('|'))
  }

  /** Whether what stands under this name, in whatever spelling and encoding, is a credential. */
  has(name: string): boolean {
    return this.#kindOf(name) === 'secret'
  }

  /** The same for the name of a query or form parameter. */
  hasParameter(name: string): boolean {
    return this.#kindOf(name) !== 'ordinary'
  }

  /** The same for a header field. @param name in lower case */
  hasHeader(name: string): boolean {
    return HEADERS.has(name) || this.has(name)
  }

  #kindOf(name: string): Kind {
    if (name.length > MAX_KNOWN_LENGTH) return this.#judge(name)
    let kind = this.#known.get(name)
    if (kind === undefined) {
      kind = this.#judge(name)
      if (this.#known.size >= MAX_KNOWN) this.#known.clear()
      // A copy: the name may be a slice that keeps a whole request's text in memory.
      this.#known.set(Buffer.from(name).toString(), kind)
    }
    return kind
  }

  #judge(name: string): Kind {
    const decoded = decodeName(name)
    const squashed = squash(decoded)
    const secret =
      this.#parts.test(squashed) ||
      WHOLE.has(squashed) ||
      WHOLE.has(lastSegment(decoded)) ||
      (WORD_INSIDE.test(squashed) && words(decoded).some((word) => WORDS.has(word)))
    if (secret) return 'secret'
    return PARAMETERS.has(squashed) ? 'parameter' : 'ordinary'
  }
}

/**
 * Lower case, without separators, accents and compatibility forms: `API-Key`, `api_key` and `apiKey` are one. Letters
 * outside ASCII stay, whether they come as text or as UTF-8 with one unit a byte.
 */
function squash(name: string): string {
  if (/^[a-z0-9]*$/.test(name)) return name
  const ascii = /^[\x00-\x7f]*$/.test(name)
  const text = ascii ? name : fromUtf8(name).normalize('NFKD').replace(/\p{M}/gu, '')
  return text.toLowerCase().replace(/[\x00-\x2f:-@[-`{-\x7f]/g, '')
}

function fromUtf8(text: string): string {
  if (/[^\x00-\xff]/.test(text)) return text
  const decoded = Buffer.from(text, 'latin1').toString('utf8')
  return decoded.includes('\ufffd') ? text : decoded
}

/** The words of a name in lower case, without digits: at separators and at changes of case. */
function words(name: string): string[] {
  return name.split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])/).map((word) => word.toLowerCase())
}

/** `key` of `data[0][key]`, `data.key` and `data["key"][]`. */
function lastSegment(name: string): string {
  const segments = name.split(/[[\]."']+/)
  return squash(segments.findLast((segment) => /[^0-9]/.test(segment)) ?? '')
}
