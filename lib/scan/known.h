/*
 * The folders that the last scan knew, with their signatures: loaded once, so that a folder in which nothing
 * changed costs no query. About 70 bytes a folder.
 */
#ifndef SCAN_KNOWN_H
#define SCAN_KNOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct known;

enum known_state { KNOWN_NOT, KNOWN_SAME, KNOWN_CHANGED };

struct known *known_new(void);
void known_free(struct known *k);
/* Each folder once. 'signature' as the database has it; NULL, or of another version: to be looked at. */
void known_add(struct known *k, const char *folder, const char *signature);
/* The walk met the folder. */
enum known_state known_meet(struct known *k, const char *folder, const uint64_t signature[2]);
bool known_has(const struct known *k, const char *folder);
/* The walk could not look into this folder: it and all below it counts as met. */
void known_blind(struct known *k, const char *folder);
/* Each folder inside 'only' ("": all) that was not met. fn returns 0 to go on; its result. */
int known_unmet(struct known *k, const char *only, int (*fn)(const char *folder, void *ctx), void *ctx);

#endif
