import { config } from 'zod'

// Must run before the first schema is made: zod would try whether it may compile code, which the content
// security policy forbids and reports.
config({ jitless: true })
