/*
 * Owner, mode and extended attributes of what file.h makes. Bytes come first: what a filesystem refuses of
 * the rest is noted in FILE_REFUSED_ bits ('refused' may be NULL), and only other failures are errors.
 */
#ifndef CORE_DRESS_H
#define CORE_DRESS_H

#include <stdbool.h>

#include "core/error.h"
#include "core/file.h"

/* Whether an errno is what a filesystem says that has no owners, modes or attributes, or whose are not ours
 * to change. */
bool dress_refusal(int errnum);
/* The open file 'fd', for messages 'path', takes after the file at 'target', whose stamp is 'old'. 0 or -1.
 */
int dress_as(int fd, const char *path, const char *target, const struct file_stamp *old, unsigned *refused,
	struct error *err);
/* The new file or folder takes what attrs says (may be NULL), and the rest after the folder 'dir' that it
 * lies in. 0 or -1. */
int dress_new(int fd, const char *path, const char *dir, bool is_dir, const struct file_attrs *attrs,
	unsigned *refused, struct error *err);

#endif
