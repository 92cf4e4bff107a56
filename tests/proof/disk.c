/* A disk that loses what was not synced; see disk.h. */
#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/alloc.h"
#include "core/path.h"
#include "disk.h"
#include "world.h"

#define NOBODY SIZE_MAX

/* A file, whatever names it has or had. */
struct node {
	uint64_t inode;
	struct strbuf bytes; /* before the run */
};

struct name {
	char *path;
	size_t node; /* NOBODY: gone */
};

/* One thing that reaches the disk or does not. */
struct op {
	size_t event;		 /* of the trace */
	const char *path, *from; /* path gets the node (NOBODY: goes); from the other */
	size_t node, other;
	bool of_name;	 /* else of the node's bytes */
	size_t synced;	 /* the event that made it durable; NOBODY: none */
	bool by_shorten; /* bytes: cut, or made longer, to the call's offset */
};

struct disk {
	char *root;
	struct node *node;
	size_t nnode, anode;
	struct name *name; /* before the run; as it goes on, in disk_take() and disk_write() */
	size_t nname, aname, nold;
	struct op *op;
	size_t nop, aop;
	char **folder;
	size_t nfolder, afolder;
	const struct trace *trace;
};

static struct disk *reading; /* nftw() has no context */

static bool ends(const char *path, const char *end)
{
	size_t len = strlen(path), n = strlen(end);

	return len >= n && !strcmp(path + len - n, end);
}

static bool is_of_disk(const char *path)
{
	return path && !ends(path, "-shm") && !ends(path, ".lock");
}

static size_t add_node(struct disk *d, uint64_t inode)
{
	ALLOC_GROW(d->node, d->nnode + 1, d->anode);
	d->node[d->nnode] = (struct node){.inode = inode, .bytes = STRBUF_INIT};
	return d->nnode++;
}

static void bind_name(struct disk *d, const char *path, size_t node)
{
	size_t i;

	for (i = 0; i < d->nname && strcmp(d->name[i].path, path) != 0; i++)
		;
	if (i == d->nname) {
		ALLOC_GROW(d->name, d->nname + 1, d->aname);
		d->name[d->nname++].path = xstrdup(path);
	}
	d->name[i].node = node;
}

static size_t node_at(const struct disk *d, const char *path)
{
	size_t i;

	for (i = 0; i < d->nname; i++)
		if (!strcmp(d->name[i].path, path))
			return d->name[i].node;
	return NOBODY;
}

/* The youngest file of an inode: numbers are used again. */
static size_t node_of(const struct disk *d, uint64_t inode)
{
	size_t i;

	for (i = d->nnode; i-- > 0;)
		if (d->node[i].inode == inode)
			return i;
	return NOBODY;
}

static int read_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	struct disk *d = reading;
	size_t node;

	if (type == FTW_D && ftw->level > 0) {
		ALLOC_GROW(d->folder, d->nfolder + 1, d->afolder);
		d->folder[d->nfolder++] = xstrdup(path);
	} else if (type == FTW_F && is_of_disk(path)) {
		node = add_node(d, st->st_ino);
		must(file_read(path, SIZE_MAX, &d->node[node].bytes, &world_err));
		bind_name(d, path, node);
	}
	return 0;
}

struct disk *disk_new(const char *root)
{
	struct disk *d = xcalloc(1, sizeof(*d));

	d->root = xstrdup(root);
	reading = d;
	if (nftw(root, read_one, 16, FTW_PHYS))
		give_up("cannot read '%s': %s", root, strerror(errno));
	d->nold = d->nname;
	return d;
}

void disk_free(struct disk *d)
{
	size_t i;

	for (i = 0; i < d->nnode; i++)
		strbuf_release(&d->node[i].bytes);
	for (i = 0; i < d->nname; i++)
		free(d->name[i].path);
	for (i = 0; i < d->nfolder; i++)
		free(d->folder[i]);
	free(d->node);
	free(d->name);
	free(d->folder);
	free(d->op);
	free(d->root);
	free(d);
}

/* ---- the run ----------------------------------------------------------------------------------------------
 */

static void add_op(struct disk *d, struct op op)
{
	op.synced = NOBODY;
	ALLOC_GROW(d->op, d->nop + 1, d->aop);
	d->op[d->nop++] = op;
}

static bool in_folder(const char *path, const char *folder)
{
	const char *rest = path_relative(path, folder);

	return rest && *rest && !strchr(rest, '/');
}

static void take_sync(struct disk *d, size_t event, const struct event *e)
{
	size_t i, node = node_of(d, e->call.inode);

	for (i = 0; i < d->nop; i++) {
		struct op *op = &d->op[i];
		bool reached = e->call.flags & CALL_FOLDER ? op->of_name && in_folder(op->path, e->path)
							   : !op->of_name && op->node == node;

		if (op->synced == NOBODY && reached)
			op->synced = event;
	}
}

static void take_name(
	struct disk *d, size_t event, const char *path, const char *from, size_t node, size_t other)
{
	add_op(d, (struct op){.event = event,
			  .path = path,
			  .from = from,
			  .node = node,
			  .other = other,
			  .of_name = true});
	if (from)
		bind_name(d, from, other);
	bind_name(d, path, node);
}

/* One that is made during the run is there in every state: an empty folder is nothing to anybody, and
 * file_mkdirs() makes its name durable before anything is put into it. */
static void add_folder(struct disk *d, const char *path)
{
	size_t i;

	for (i = 0; i < d->nfolder; i++)
		if (!strcmp(d->folder[i], path))
			return;
	ALLOC_GROW(d->folder, d->nfolder + 1, d->afolder);
	d->folder[d->nfolder++] = xstrdup(path);
}

static void take_event(struct disk *d, size_t event, const struct event *e)
{
	bool shorten = e->call.kind == CALL_TRUNCATE || e->call.kind == CALL_OPEN;

	switch (e->call.kind) {
	case CALL_OPEN: /* what was made comes once more, with its inode */
		if (e->call.flags & CALL_CREATED && !e->call.number)
			take_name(d, event, e->path, NULL, add_node(d, e->call.inode), NOBODY);
		if (!(e->call.flags & CALL_EMPTIED))
			break;
		/* fall through */
	case CALL_WRITE:
	case CALL_TRUNCATE:
		add_op(d, (struct op){
				  .event = event, .node = node_of(d, e->call.inode), .by_shorten = shorten});
		break;
	case CALL_SYNC:
		take_sync(d, event, e);
		break;
	case CALL_RENAME:
	case CALL_RENAME2:
		take_name(d, event, e->to, e->path, node_at(d, e->path),
			e->call.flags & CALL_SWAPS ? node_at(d, e->to) : NOBODY);
		break;
	case CALL_UNLINK:
		take_name(d, event, e->path, NULL, NOBODY, NOBODY);
		break;
	case CALL_MKDIR:
		add_folder(d, e->path);
		break;
	case CALL_LINK:
		give_up("the disk knows no %s, of '%s'", call_name(e->call.kind), e->path);
	default:
		break;
	}
}

void disk_take(struct disk *d, const struct trace *t)
{
	size_t i;

	d->trace = t;
	for (i = 0; i < t->n; i++)
		if (is_of_disk(t->event[i].path))
			take_event(d, i, &t->event[i]);
}

/* ---- what is left of it -----------------------------------------------------------------------------------
 */

static bool is_pending(const struct op *op, size_t event)
{
	return op->event < event && (op->synced == NOBODY || op->synced >= event);
}

size_t disk_pending(const struct disk *d, size_t event)
{
	size_t i, n = 0;

	for (i = 0; i < d->nop; i++)
		n += is_pending(&d->op[i], event);
	return n;
}

static void write_bytes(struct strbuf *bytes, const struct event *e, bool shorten)
{
	size_t offset = (size_t)e->call.offset, end = offset + (shorten ? 0 : e->call.data_len);

	while (bytes->len < end)
		strbuf_addch(bytes, '\0');
	if (shorten)
		strbuf_setlen(bytes, end);
	else
		memcpy(bytes->buf + offset, e->data, e->call.data_len);
}

static void put_file(const char *path, const struct strbuf *bytes)
{
	FILE *f = fopen(path, "w");

	if (!f || fwrite(bytes->buf, 1, bytes->len, f) != bytes->len || fclose(f))
		give_up("cannot write '%s': %s", path, strerror(errno));
}

/* The names and bytes that stand once the operations that reached the disk are carried out. */
static void carry_out(
	const struct disk *d, size_t event, const bool *keep, struct disk *state, struct strbuf *bytes)
{
	size_t i, pending = 0;

	for (i = 0; i < d->nop && d->op[i].event < event; i++) {
		const struct op *op = &d->op[i];

		if (is_pending(op, event) && !keep[pending++])
			continue;
		if (!op->of_name && op->node != NOBODY)
			write_bytes(&bytes[op->node], &d->trace->event[op->event], op->by_shorten);
		if (op->of_name && op->from)
			bind_name(state, op->from, op->other);
		if (op->of_name)
			bind_name(state, op->path, op->node);
	}
}

void disk_write(const struct disk *d, size_t event, const bool *keep)
{
	struct strbuf *bytes = xcalloc(d->nnode, sizeof(*bytes));
	struct disk *state = xcalloc(1, sizeof(*state));
	size_t i;

	for (i = 0; i < d->nnode; i++) {
		strbuf_init(&bytes[i]);
		strbuf_addbuf(&bytes[i], &d->node[i].bytes);
	}
	for (i = 0; i < d->nold;
		i++) /* the files of before the run came first, in the order of their names */
		bind_name(state, d->name[i].path, i);
	carry_out(d, event, keep, state, bytes);
	tree_empty(d->root);
	for (i = 0; i < d->nfolder; i++)
		if (mkdir(d->folder[i], 0755))
			give_up("cannot make the folder '%s': %s", d->folder[i], strerror(errno));
	for (i = 0; i < state->nname; i++)
		if (state->name[i].node != NOBODY)
			put_file(state->name[i].path, &bytes[state->name[i].node]);
	for (i = 0; i < d->nnode; i++)
		strbuf_release(&bytes[i]);
	free(bytes);
	disk_free(state);
}
