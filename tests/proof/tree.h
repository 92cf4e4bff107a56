/* The files below a folder, by what is in them. */
#ifndef PROOF_TREE_H
#define PROOF_TREE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/sha256.h"

struct leaf {
	char *path; /* relative */
	char hash[SHA256_HEX_SIZE];
};

struct tree {
	struct leaf *leaf; /* by path */
	size_t n, alloc;
};

/* Every regular file. *out is replaced. Files that come and go meanwhile may be missing. */
void tree_read(const char *dir, struct tree *out);
void tree_release(struct tree *t);
/* The hash of a path; NULL: not there. */
const char *tree_hash(const struct tree *t, const char *path);
/* Whether the leaves below 'folder' (relative; "": all) are the same in both. */
bool tree_same_below(const struct tree *a, const struct tree *b, const char *folder);

/* Copies all that is below 'from' into 'to', which is made; times and modes too. */
void tree_copy(const char *from, const char *to);
/* Removes what is below a folder, but not the folder. One that is not there is fine. */
void tree_empty(const char *dir);

#endif
