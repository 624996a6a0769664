import { useEffect, useRef, useState } from 'react'

/** Width at which the report is laid out: its tables fit, and a page looks like the printed one. */
const PAGE_WIDTH = 1060

/** The report as it is printed, made smaller where there is less room. Nothing in it can run. */
export function Preview({ html }: { readonly html: string }) {
  const host = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState({ width: PAGE_WIDTH, height: 0 })
  useEffect(() => {
    const element = host.current
    if (!element) return
    const resized = new ResizeObserver(() => {
      setRoom({ width: element.clientWidth, height: element.clientHeight })
    })
    resized.observe(element)
    return () => resized.disconnect()
  }, [])
  const scale = Math.min(1, room.width / PAGE_WIDTH)
  return (
    <div className="preview fill" ref={host}>
      <iframe
        sandbox=""
        srcDoc={html}
        title="Preview of the report"
        style={{
          width: room.width / scale,
          height: room.height / scale,
          transform: `scale(${scale})`,
        }}
      />
    </div>
  )
}
