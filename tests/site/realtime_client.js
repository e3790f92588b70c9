// Joins rooms of Frappe's socket server as a browser does, and prints each event as a line of JSON until stdin closes.
// Arguments: bench's frappe folder, address of the socket server, site, origin, session id, JSON list of [event, ...].
const [frappe, address, site, origin, sid, joins] = process.argv.slice(2);
const { io } = require(`${frappe}/node_modules/socket.io-client`);

const socket = io(`${address}/${site}`, {
	extraHeaders: { cookie: `sid=${sid}`, origin },
	transports: ["websocket"],
	reconnection: false,
});
const say = (event, message) => console.log(JSON.stringify({ event, message }));
socket.on("connect", () => {
	for (const join of JSON.parse(joins)) socket.emit(...join);
	say("connected");
});
socket.on("connect_error", (error) => say("refused", String(error)));
socket.onAny((event, message) => say(event, message));
process.stdin.on("end", () => process.exit());
process.stdin.resume();
