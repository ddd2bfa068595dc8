import { inspectBody } from './inspect.ts'

const ROUNDS = 3
/** What looks like more than linear is measured again so often, since it may be the machine's doing; what is quadratic stays so. */
const MOST_ROUNDS = 12
const SUSPICIOUS = 6

/**
 * How much longer four times the bytes take: linear is 4, quadratic 16.
 * @param body of so many bytes
 */
export async function costGrowth(
  type: string,
  body: (bytes: number) => Iterable<Buffer>,
  bytes: number,
): Promise<number> {
  // What is compiled on the way is no part of it.
  await inspectBody(body(bytes), { type })
  const cost = async (size: number) => {
    const began = process.cpuUsage()
    await inspectBody(body(size), { type })
    const { user, system } = process.cpuUsage(began)
    return user + system
  }
  let [small, large] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]
  // The least of several is the one that was disturbed least.
  for (let round = 0; round < ROUNDS || (large / small > SUSPICIOUS && round < MOST_ROUNDS); round++) {
    small = Math.min(small, await cost(bytes))
    large = Math.min(large, await cost(4 * bytes))
  }
  return large / small
}
