import { UsageError } from './command.ts'

const ASK_TIMEOUT_MS = 10_000

/**
 * Asks another part of Sluice; `base` is its address as the user gave it, which the error names.
 * @throws UsageError if no whole answer comes within 10 seconds
 */
export async function ask(
  base: string,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string }> {
  try {
    const response = await fetch(new URL(path, base), { headers, signal: AbortSignal.timeout(ASK_TIMEOUT_MS) })
    return { status: response.status, text: await response.text() }
  } catch (error) {
    const { cause, message } = error as Error
    throw new UsageError(`${base} can't be asked: ${(cause as Error | undefined)?.message ?? message}.`)
  }
}
