import fc from 'fast-check'

/**
 * A property is tried on the same values in every run, so that what fails once fails again. PROPERTY_SEED tries others, as
 * in `PROPERTY_SEED=2 npx vitest run test/unit/evidence/formats-property.test.ts`.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 1) })

export { fc }
