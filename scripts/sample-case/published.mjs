/**
 * The published figures of the reference investigation, which the sample case reproduces. Volumes are IP bytes,
 * times are epoch seconds (UTC). Those about the suspect hold over records whose srcaddr or dstaddr is exactly
 * `suspect`; `zgrep 20.106.124.93` finds more, because its dots match any character.
 */
export const PUBLISHED = Object.freeze({
  files: 579,
  headerLines: 579,
  /** Records and NODATA lines. */
  dataLines: 172_619,
  /** What `zcat *.log.gz | wc -l` prints. */
  lines: 173_198,
  suspect: '20.106.124.93',
  victim: '10.130.8.94',
  suspectRecords: 33_232,
  firstStart: 1_695_921_755,
  lastStart: 1_695_945_545,
  bytesToPort8889: 265_183_813,
  bytesFromPort80: 190_703_527,
  servicePorts: Object.freeze([80, 22, 8889]),
  captureFile: 'investigate.pcap',
  /** Port on the suspect's or the victim's side that the capture shows for each service. */
  capturedClientPorts: Object.freeze({ 80: 51_278, 22: 38_504, 8889: 36_072 }),
})
