/** A long value reaches the detectors in windows of this many bytes … */
export const WINDOW_BYTES: i32 = 16_384
/** … each of which repeats this much of the one before, so that no match is lost at a seam. */
export const OVERLAP_BYTES = 1_024
/** Bytes of a body that are read in one go: as many as the screen's module takes in. */
export const PIECE_BYTES: i32 = 65_536
