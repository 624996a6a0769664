export const USAGE = `Usage:
  flowcase [FOLDER | ARCHIVE.flowcase]
      Opens the window, and in it FOLDER as a case, or the case that was archived.

  flowcase report FOLDER --suspect IP[,IP…] --out DIR
           [--title T] [--examiner N] [--time-zone Area/City] [--formats pdf,md,json] [--quiet]
      Reads the evidence in FOLDER and writes findings.pdf, findings.md, findings.json and verify.sh
      into DIR, without a window. FOLDER is never written to.
        --suspect    address to investigate, IPv4 or IPv6; several with commas between them
        --out        folder for the report, made when it does not exist; not inside FOLDER
        --title      title of the case; the name of FOLDER when not given
        --examiner   name of the examiner
        --time-zone  zone that times are shown in beside UTC, such as Europe/Berlin; UTC when not given
        --formats    which of pdf, md, json to write; all when not given; verify.sh is always written
        --quiet      no progress on standard error

  flowcase --help | --version

Exit codes of report: 0 report written, all evidence read whole; 2 the words of the command are off;
3 report written, some evidence was damaged or unreadable; 4 no report: no flow evidence, or a folder
can't be read or written; 1 a bug.
`

export const REPORT_FORM =
  'flowcase report FOLDER --suspect IP[,IP…] --out DIR [--title T] [--examiner N] [--time-zone Area/City] [--formats pdf,md,json] [--quiet]'

export const OPEN_FORM = 'flowcase [FOLDER | ARCHIVE.flowcase]'
