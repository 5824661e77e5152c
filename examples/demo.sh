#!/bin/sh
# The main job on the built-in sandbox: a mail goes out, comes back, is read,
# and its attachment is the same to the octet. Everything happens in a folder
# of its own, which is removed at the end. Called by `make demo`.
set -eu

project=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
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

say "A mail goes out, with every line of the SMTP dialogue (-vv):"
run ./send -vv -s "Mail subject" -m message.txt -a "attachment.zip" example@example.org

say "It lies on the server; every line of the POP3 dialogue:"
run ./recv -vv list

say "It is read:"
run ./recv show 1

say "Its attachment is saved, and is the same to the octet:"
run ./recv save 1 -o saved
run sha256sum attachment.zip saved/attachment.zip
cmp attachment.zip saved/attachment.zip

say "Done. With your own account:  ./send --configure you@example.org"
