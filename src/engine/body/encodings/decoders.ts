import type { Transform } from 'node:stream'
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  createZstdDecompress,
  gunzipSync,
  type InputType,
  inflateRawSync,
  inflateSync,
  type ZlibOptions,
} from 'node:zlib'

/** Encodings around one another that are undone. */
export const MAX_LAYERS = 3
/** RFC 8878 §3.1.1.1.2 recommends that decoders take windows up to 8 MiB; more is memory for an attacker to ask for. */
const ZSTD_WINDOW_LOG = 23
/** Decoded bytes come in pieces of this size. */
const chunkSize = 65_536
/** Encoded bytes of a body that is decoded at once if all of it has come: a twentieth of a millisecond as a rule, one at most. */
export const AT_ONCE_BYTES = 16_384
/** RFC 1951 §2 has windows of 32 KiB; and the piece that is being given out. */
const deflateMemory = () => 2 * chunkSize

/** A decoder of the platform. */
export type DecoderStream = Transform & { readonly bytesWritten: number }

/** A content encoding that can be undone. */
export interface Decoder {
  /** Bytes that `looksRight` and `create` want to see. */
  readonly peek: number
  /** Whether a body that begins so can be of this encoding at all: text that only claims to be isn't. */
  readonly looksRight: (first: Buffer) => boolean
  readonly create: (first: Buffer) => DecoderStream
  /** Bytes of memory that it may come to take. */
  readonly memory: (first: Buffer) => number
  /** Decodes all of a small body; undefined if it gives more than one piece, or isn't wholly in order: a stream says what it is. */
  readonly atOnce?: (body: Buffer) => Buffer | undefined
}

// Everything that can be known of the input so far is given out at once, so that it is judged before its bytes go on.
const zlibOptions = { chunkSize, flush: constants.Z_SYNC_FLUSH }

/** The types know nothing of what `info` returns. */
type Sync = (body: InputType, options: ZlibOptions) => unknown

/** Halves of a piece: memory outside of the heap is what makes the collector run, and few bodies need both. */
function atOnce(decode: Sync, body: Buffer): Buffer | undefined {
  try {
    const options = { chunkSize: chunkSize / 2, maxOutputLength: chunkSize, info: true }
    const { buffer, engine } = decode(body, options) as { buffer: Buffer; engine: { bytesWritten: number } }
    return engine.bytesWritten === body.length ? buffer : undefined
  } catch {
    return undefined
  }
}

const gzip: Decoder = {
  peek: 2,
  looksRight: (first) => first[0] === 0x1f && first[1] === 0x8b,
  create: () => createGunzip(zlibOptions),
  memory: deflateMemory,
  atOnce: (body) => atOnce(gunzipSync, body),
}

/** Decoders by the names of RFC 9110 §8.4.1 and RFC 8878, in lower case. */
const decoders: Readonly<Record<string, Decoder>> = {
  gzip,
  'x-gzip': gzip,
  deflate: {
    peek: 2,
    looksRight: (first) => isZlib(first) || isRawDeflate(first),
    // The name stands for zlib (RFC 1950), and for a bare stream (RFC 1951) in what many clients send.
    create: (first) => (isZlib(first) ? createInflate(zlibOptions) : createInflateRaw(zlibOptions)),
    memory: deflateMemory,
    atOnce: (body) => atOnce(isZlib(body) ? inflateSync : inflateRawSync, body),
  },
  br: {
    peek: 1,
    // Brotli has no mark of its own.
    looksRight: () => true,
    create: () => createBrotliDecompress({ chunkSize, flush: constants.BROTLI_OPERATION_FLUSH }),
    memory: ([first = 0]) => chunkSize + 2 ** brotliWindowBits(first),
  },
  zstd: {
    peek: 6,
    looksRight: (first) => first.length >= 4 && isZstdFrame(first.readUInt32LE(0)),
    create: () => createZstdDecompress({ chunkSize, params: { [constants.ZSTD_d_windowLogMax]: ZSTD_WINDOW_LOG } }),
    memory: (first) => chunkSize + zstdWindow(first),
  },
}

/** The decoder of an encoding; undefined if there is none. */
export function decoderOf(encoding: string): Decoder | undefined {
  return Object.hasOwn(decoders, encoding) ? decoders[encoding] : undefined
}

/** RFC 1950 §2.2: method 8, and a checksum over both bytes. */
function isZlib([cmf = 0, flags = 0]: Buffer): boolean {
  return (cmf & 0x0f) === 8 && cmf >> 4 <= 7 && ((cmf << 8) | flags) % 31 === 0
}

/** RFC 1951 §3.2.3: block type 3 doesn't exist. */
function isRawDeflate([first = 0]: Buffer): boolean {
  return (first & 0x06) !== 0x06
}

/** A frame, or one of the sixteen kinds that are skipped. */
function isZstdFrame(magic: number): boolean {
  return magic === 0xfd2fb528 || (magic & 0xfffffff0) >>> 0 === 0x184d2a50
}

/** RFC 7932 §9.1: the window's size stands in the first bits. */
function brotliWindowBits(first: number): number {
  if ((first & 1) === 0) return 16
  const high = (first >> 1) & 7
  if (high !== 0) return 17 + high
  const low = (first >> 4) & 7
  return low === 0 ? 17 : 8 + low
}

/** RFC 8878 §3.1.1.1.2: an exponent and a mantissa; a frame in one segment is its own window. */
function zstdWindow(first: Buffer): number {
  const [descriptor = 0, window = 0] = first.subarray(4)
  const largest = 2 ** ZSTD_WINDOW_LOG
  if ((descriptor & 0x20) !== 0) return largest
  const base = 2 ** (10 + (window >> 3))
  return Math.min(largest, base + (base / 8) * (window & 7))
}
