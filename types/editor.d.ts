/** What Node-RED's editor page offers to the script of a node. The scripts are inlined into the page, so they cannot import. */
declare const RED: import('node-red').EditorRED;
