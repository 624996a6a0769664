/** A row by its block's position on the shelf. */
export interface RowPlace {
  readonly block: number
  readonly row: number
}

/** Rows in an order; a page is from (included) to (not included), within what there is. */
export interface RowOrder {
  at(from: number, to: number): Promise<readonly RowPlace[]>
}
