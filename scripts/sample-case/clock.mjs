/** Times of the sample case: 28 September 2023, UTC. */

const MIDNIGHT = Date.UTC(2023, 8, 28) / 1000

/** Files hold the records that end within five minutes. */
export const SLOT_SECONDS = 300
export const SLOTS_A_DAY = 288

/**
 * Epoch seconds of "hh:mm:ss" on that day.
 * @param {string} time
 */
export function at(time) {
  const [hours = 0, minutes = 0, seconds = 0] = time.split(':').map(Number)
  return MIDNIGHT + hours * 3600 + minutes * 60 + seconds
}

/**
 * Epoch second at which slot n of the day begins.
 * @param {number} slot
 */
export const slotStart = (slot) => MIDNIGHT + slot * SLOT_SECONDS

/**
 * The slot of the day that a record ending at this second is delivered in.
 * @param {number} end
 */
export const slotOf = (end) => Math.floor((end - MIDNIGHT) / SLOT_SECONDS)

/**
 * The time in a file name: "20230928T1720Z".
 * @param {number} slot
 */
export function slotName(slot) {
  const minutes = slot * 5
  const hh = String(Math.floor(minutes / 60)).padStart(2, '0')
  const mm = String(minutes % 60).padStart(2, '0')
  return `20230928T${hh}${mm}Z`
}
