import { create } from 'zustand'
import { persist } from 'zustand/middleware'

export type Theme = 'light' | 'dark'

interface Preferences {
  /** null: as the system has it. */
  readonly theme: Theme | null
  /** Fields shown in the flow table, in order; null: the usual ones. */
  readonly columns: readonly string[] | null
  /** Goes into the next new case. */
  readonly examiner: string
  /** GiB of flows that a case may have in memory. */
  readonly memoryGiB: number
  setTheme(theme: Theme): void
  setColumns(columns: readonly string[] | null): void
  setExaminer(examiner: string): void
  setMemoryGiB(memoryGiB: number): void
}

/** What the examiner set for the app as a whole; kept between runs. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: null,
      columns: null,
      examiner: '',
      memoryGiB: 2,
      setTheme: (theme) => set({ theme }),
      setColumns: (columns) => set({ columns }),
      setExaminer: (examiner) => set({ examiner }),
      setMemoryGiB: (memoryGiB) => set({ memoryGiB }),
    }),
    {
      name: 'flowcase.preferences',
      version: 1,
      partialize: ({ theme, columns, examiner, memoryGiB }) => ({ theme, columns, examiner, memoryGiB }),
    },
  ),
)
