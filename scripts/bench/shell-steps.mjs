import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { temporaryDirectory } from './temporary-directory.mjs'

/** The reference investigation as it was done by hand: each step reads what the one before it wrote. */
const STEPS = `
set -e
ls *log.gz | wc -l >"$W/files"
file *log.gz >"$W/kinds"
for f in *log.gz; do zcat "$f" | wc -c; done >"$W/sizes"
sha256sum * >"$W/hashes"
zcat *log.gz | head -4 >"$W/head" || true
zcat *log.gz | wc -l >"$W/lines"
zgrep --no-filename "$S" *log.gz >"$W/suspect.log"
wc -l <"$W/suspect.log" >"$W/suspect.count"
sort -nk 15 "$W/suspect.log" >"$W/sorted.log"
head -1 "$W/sorted.log" | awk '{print $15}' | xargs -I{} date -u -d @{} >"$W/first"
tail -1 "$W/sorted.log" | awk '{print $15}' | xargs -I{} date -u -d @{} >"$W/last"
awk '$10=="8889"{s+=$12} END{print s}' "$W/suspect.log" >"$W/to8889"
awk '$9=="80"{s+=$12} END{print s}' "$W/suspect.log" >"$W/from80"
awk '{print $9}' "$W/suspect.log" | sort | uniq -c | sort -rn >"$W/ports.src"
awk '{print $10}' "$W/suspect.log" | sort | uniq -c | sort -rn >"$W/ports.dst"
grep -v ' 80 ' "$W/suspect.log" | grep -v ' 22 ' | grep -v ' 8889 ' >"$W/residue" || true
mkdir "$W/nf"
nfpcapd -r investigate.pcap -w "$W/nf" 2>/dev/null
nfdump -R "$W/nf" -o line >"$W/flows"
nfdump -R "$W/nf" "ip $S" >"$W/suspect.flows"
grep -v ':80 ' "$W/suspect.flows" | grep -v ':22 ' | grep -v ':8889 ' >"$W/residue.flows" || true
`

/**
 * @param {string} folder the case
 * @param {string} suspect
 * @returns {Promise<{ seconds: number }>}
 */
export function shellSteps(folder, suspect) {
  const work = temporaryDirectory('shell')
  const begin = performance.now()
  return new Promise((resolve, reject) => {
    const shell = spawn('sh', ['-c', STEPS], {
      cwd: folder,
      env: { ...process.env, W: work, S: suspect },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    shell.on('error', reject)
    shell.on('close', (code) => {
      const seconds = (performance.now() - begin) / 1000
      rmSync(work, { recursive: true })
      if (code === 0) resolve({ seconds })
      else reject(new Error(`the shell's steps ended with ${code}`))
    })
  })
}
