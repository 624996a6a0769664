/** Width of a plot's y axis, in pixels. */
export const AXIS_WIDTH = 62
/** What it leaves free at the right, in pixels: half of a time that stands under its end. */
export const PLOT_RIGHT = 24
