/** Events carry this; a reader that meets a higher one should keep what it knows and ignore the rest. */
export const EVENT_SCHEMA_VERSION = 1
