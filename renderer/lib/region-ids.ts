/** Element ids of the regions that keys move the focus between. */
export const listElementId = 'plugin-list';
export const filterElementId = 'plugin-filter';
export const logElementId = 'server-log';
export const logSearchElementId = 'server-log-search';
export const inspectorElementId = 'inspector';
