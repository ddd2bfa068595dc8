/**
 * A push state machine over one body. Gives the same fields for every way of cutting the same bytes into chunks, holds
 * no more than one window, and goes on inspecting whatever follows a fault.
 */
export interface BodyParser {
  write(chunk: Buffer): void
  /** The body is complete. */
  end(): void
}
