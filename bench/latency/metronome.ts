import { parentPort, workerData } from 'node:worker_threads'

/**
 * Posts a message at each of `beats` times, `intervalMs` apart: a thread that sleeps on a futex is woken within tens of
 * microseconds, where a timer of the event loop comes up to a millisecond late. Each message is the beat's time on the
 * clock of `performance.timeOrigin + performance.now()`, which threads share.
 */
export interface Beats {
  readonly beats: number
  readonly intervalMs: number
}

const { beats, intervalMs } = workerData as Beats
const cell = new Int32Array(new SharedArrayBuffer(4))
const clock = () => performance.timeOrigin + performance.now()
/** The first beat waits for the main thread to be ready for it. */
const start = clock() + 20
for (let beat = 0; beat < beats; beat++) {
  const due = start + beat * intervalMs
  // Late beats follow at once, with the time at which they were due.
  for (let left = due - clock(); left > 0; left = due - clock()) Atomics.wait(cell, 0, 0, left)
  parentPort?.postMessage(due)
}
