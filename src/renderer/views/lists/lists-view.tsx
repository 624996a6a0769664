export function ListsView() {
  return <h1>Lists</h1>
}
