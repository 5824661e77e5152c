#!/bin/sh
# The main job on the built-in sandbox: a mail goes out, comes back, is read,
# and its attachment is the same to the octet. Everything happens in a folder
# of its own, which is removed at the end. Called by `make demo`.
set -eu

project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# One stream, so that a dialogue and what comes of it stay in order.
exec 2>&1
ln -s "$project/send" "$project/recv" .

export PUREMAIL_ACCOUNT=sandbox
export XDG_STATE_HOME="$work/state" XDG_CONFIG_HOME="$work/config"
export PAGER=cat

if [ -t 1 ] && [ -z "${NO_COLOR-}" ]; then
	bold=$(printf '\033[1m') plain=$(printf '\033[0m')
else
	bold='' plain=''
fi

say() { printf '\n%s# %s%s\n' "$bold" "$1" "$plain"; }
run() {
	printf '%s$' "$bold"
	for word; do
		case $word in
		*' '* | *.zip) printf ' "%s"' "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '%s\n' "$plain"
	"$@"
}

cat >message.txt <<'END'
你好，世界！

Ça va? Größe, naïve café, Ærøskøbing: accents arrive as they were typed.
附件里有一份压缩文件。
END
"$project/.venv/bin/python" -c '
import zipfile
with zipfile.ZipFile("attachment.zip", "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("notes.txt", "".join(f"line {n}: {n * n}\n" for n in range(4000)))
'

say "A mail server of our own, inside each command; nothing leaves this machine."
say "1. A text in several scripts, and a zip file to go with it:"
run cat message.txt

say "2. The mail goes out, with every line of the SMTP dialogue (-vv):"
run ./send -vv -s "Mail subject" -m message.txt -a "attachment.zip" example@example.org

say "3. It lies on the server; every line of the POP3 dialogue:"
run ./recv -vv list

say "4. It is read:"
run ./recv show 1

say "5. Its attachment is saved, and is the same to the octet:"
run ./recv save 1 -o saved
run sha256sum attachment.zip saved/attachment.zip
cmp attachment.zip saved/attachment.zip

say "Done: what came back is what went out."
say "Go on:  ./recv -A sandbox                      a session, on a sandbox that stays
#         ./send --configure you@example.org     your own account
#         docs/tour.md                           the same by hand, and in Python"
