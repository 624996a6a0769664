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
  setTheme(theme: Theme): void
  setColumns(columns: readonly string[] | null): void
  setExaminer(examiner: string): void
}

/** What the examiner set for the app as a whole; kept between runs. */
export const usePreferences = create<Preferences>()(
  persist(
    (set) => ({
      theme: null,
      columns: null,
      examiner: '',
      setTheme: (theme) => set({ theme }),
      setColumns: (columns) => set({ columns }),
      setExaminer: (examiner) => set({ examiner }),
    }),
    {
      name: 'flowcase.preferences',
      version: 1,
      partialize: ({ theme, columns, examiner }) => ({ theme, columns, examiner }),
    },
  ),
)
