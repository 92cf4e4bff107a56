/*
 * metarr-nfo: NFO files to records, and changed fields of records into NFO files, in place and durably. A
 * file is the old one or the new one, whatever is killed.
 */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/file.h"
#include "core/json.h"
#include "core/path.h"
#include "core/prog.h"
#include "media/nfo_edit.h"
#include "media/nfo_record.h"
#include "media/textdiff.h"

static const char usage[] =
	"usage: metarr-nfo read [-jtqv] [FILE...]\n"
	"       metarr-nfo write [-njtqv]\n"
	"read: a record for each item in the files that are given, or in the \"path\" of each record on "
	"standard "
	"input.\n"
	"write: the fields that records bear go into the file that is their \"path\"; nothing else in it "
	"changes.\n"
	"  -n, --dry-run  print a diff for patch --binary -p1 -d /, and write nothing\n"
	"  -j, --json   records, also on a terminal      -t, --text     lines for people, also into a pipe\n"
	"  -q, --quiet  errors only                      -v, --verbose  say more\n"
	"  -h, --help   this text                        -V, --version  the version\n";

static void print_people(const char *path, const struct nfo *nfo, size_t i)
{
	const struct nfo_item *item = &nfo->item[i];
	struct strbuf out = STRBUF_INIT, json = STRBUF_INIT;

	strbuf_add_escaped(&out, path, strlen(path));
	strbuf_addf(&out, ": %s", nfo_root_name(item->root));
	if (nfo->maker != NFO_BY_UNKNOWN)
		strbuf_addf(&out, ", written by %s", nfo_maker_name(nfo->maker));
	strbuf_addch(&out, '\n');
	for (int f = 0; f < MF_COUNT; f++) {
		const char *text = meta_get(&item->meta, (enum meta_field)f);

		if (!meta_has(&item->meta, (enum meta_field)f))
			continue;
		strbuf_clear(&json);
		if (!text)
			meta_field_json(&item->meta, (enum meta_field)f, &json);
		strbuf_addf(&out, "  %-15s ", meta_field_name((enum meta_field)f));
		strbuf_add_escaped(&out, text ? text : json.buf, text ? strlen(text) : json.len);
		strbuf_addch(&out, '\n');
	}
	for (size_t k = 0; k < nfo->nwarning && i + 1 == nfo->n; k++)
		strbuf_addf(&out, "  line %zu: %s\n", nfo->warning[k].line, nfo->warning[k].text);
	fwrite(out.buf, 1, out.len, stdout);
	strbuf_release(&out);
	strbuf_release(&json);
}

/* The items but the last as records of their own; the last one goes out as the record that came in. */
static int put_items(struct prog *p, const struct nfo *nfo, struct record *r, struct error *err)
{
	struct strbuf line = STRBUF_INIT;
	struct record *copy = record_new();
	int rc = 0;

	record_format(r, &line);
	for (size_t i = 0; i + 1 < nfo->n && rc == 0; i++) {
		rc = record_parse(copy, line.buf, line.len, err);
		if (rc == 0) {
			nfo_to_record(nfo, i, copy);
			prog_put(p, copy);
		}
	}
	if (rc == 0)
		nfo_to_record(nfo, nfo->n - 1, r);
	record_free(copy);
	strbuf_release(&line);
	return rc;
}

static int path_of(struct record *r, const char **path, struct error *err)
{
	*path = record_str(r, "path");
	return *path && **path ? 0 : error_set(err, ERR_BAD_RECORD, "'path' is no text");
}

static int read_one(struct record *r, void *ctx, struct error *err)
{
	struct prog *p = ctx;
	struct strbuf bytes = STRBUF_INIT;
	struct nfo nfo = NFO_INIT;
	const char *path;
	int rc = path_of(r, &path, err);

	if (rc == 0)
		rc = file_read(path, NFO_MAX_SIZE, &bytes, err);
	if (rc == 0)
		rc = nfo_read(&nfo, bytes.buf, bytes.len, err);
	if (rc == 0 && prog_json(p))
		rc = put_items(p, &nfo, r, err);
	else if (rc == 0)
		for (size_t i = 0; i < nfo.n; i++)
			print_people(path, &nfo, i);
	nfo_release(&nfo);
	strbuf_release(&bytes);
	return rc;
}

/* Puts the new text in place, unless somebody else wrote the file since it was read. */
static int put_file(
	const char *path, const struct strbuf *text, const struct file_stamp *old, struct error *err)
{
	struct strbuf temp = STRBUF_INIT, dir = STRBUF_INIT;
	struct file_stamp now;
	int there, rc = file_stage(path, text->buf, text->len, NULL, &temp, NULL, err);

	if (rc != 0)
		goto out;
	there = file_stamp(path, &now, err);
	if (there < 0)
		rc = -1;
	else if (there != (old != NULL) || (old && !file_stamp_equal(&now, old)))
		rc = error_set(err, ERR_CHANGED, "'%s' was changed by somebody else meanwhile", path);
	else
		rc = file_commit(temp.buf, path, err);
	if (rc != 0)
		file_remove(temp.buf, NULL);
	else {
		path_dir(&dir, path);
		rc = file_sync_dir(dir.buf, NULL, err);
	}
out:
	strbuf_release(&temp);
	strbuf_release(&dir);
	return rc;
}

static int print_diff(
	const char *path, const struct strbuf *old, const struct strbuf *text, struct error *err)
{
	struct strbuf out = STRBUF_INIT, whole = STRBUF_INIT;

	if (path_normalise(&whole, path, err))
		return -1;
	textdiff(&out, whole.buf + strspn(whole.buf, "/"), old ? old->buf : NULL, old ? old->len : 0,
		text->buf, text->len);
	fwrite(out.buf, 1, out.len, stdout);
	strbuf_release(&out);
	strbuf_release(&whole);
	return 0;
}

/* The new text of the file for what the record says: 1 another one, 0 the same, -1. */
static int new_text(
	const struct strbuf *old, bool there, struct record *r, struct strbuf *text, struct error *err)
{
	struct nfo nfo = NFO_INIT;
	struct nfo_change change = {.has_locks = false};
	struct nfo_want want = {.meta = &change.meta};
	struct nfo_item none = {.root = NFO_OTHER};
	int rc = nfo_read(&nfo, old->buf, old->len, err);

	if (rc == 0)
		rc = nfo_index_from_record(&nfo, r, &want.index, err);
	if (rc == 0 && (!there || want.index >= nfo.n || nfo.item[want.index].root >= NFO_URL))
		rc = nfo_root_from_record(r, &want.root, err);
	if (rc == 0)
		rc = nfo_change_from_record(
			&change, want.index < nfo.n ? &nfo.item[want.index] : &none, r, err);
	if (rc == 0) {
		want.fields = change.fields;
		want.streams = change.has_streams ? &change.streams : NULL;
		want.locks = change.has_locks ? &change.locks : NULL;
		rc = nfo_edit(text, old->buf, old->len, &want, err);
	}
	nfo_change_release(&change);
	nfo_release(&nfo);
	return rc;
}

static int write_one(struct record *r, void *ctx, struct error *err)
{
	struct prog *p = ctx;
	struct strbuf old = STRBUF_INIT, text = STRBUF_INIT;
	struct file_stamp stamp;
	const char *path;
	int there = -1, changed = -1, rc = path_of(r, &path, err);

	if (rc == 0 && (there = file_stamp(path, &stamp, err)) > 0)
		rc = file_read_stamped(path, NFO_MAX_SIZE, &old, &stamp, err);
	if (rc == 0 && there >= 0)
		changed = new_text(&old, there > 0, r, &text, err);
	rc = changed < 0 ? -1 : 0;
	if (changed > 0 && p->dry_run && !prog_json(p))
		rc = print_diff(path, there > 0 ? &old : NULL, &text, err);
	else if (changed > 0 && !p->dry_run)
		rc = put_file(path, &text, there > 0 ? &stamp : NULL, err);
	if (rc == 0)
		record_set_bool(r, "changed", changed > 0);
	strbuf_release(&old);
	strbuf_release(&text);
	return rc;
}

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		PROG_LONG, {"dry-run", no_argument, NULL, 'n'}, {NULL, 0, NULL, 0}};
	struct prog p;
	bool writing;
	int c;

	prog_init(&p, "metarr-nfo", usage);
	p.needs = "path";
	while ((c = getopt_long(argc, argv, PROG_SHORT "n", longs, NULL)) != -1)
		prog_option(&p, c);
	if (optind == argc)
		prog_usage(&p);
	writing = !strcmp(argv[optind], "write");
	if ((!writing && strcmp(argv[optind], "read") != 0) || (writing ? optind + 1 < argc : p.dry_run))
		prog_usage(&p);
	if (p.dry_run && p.output == OUT_AUTO)
		p.output = OUT_TEXT;
	prog_interruptible();
	if (++optind < argc)
		prog_files(&p, argv + optind, read_one, &p);
	else
		prog_records(&p, STDIN_FILENO, writing ? write_one : read_one, &p);
	return prog_finish(&p);
}
