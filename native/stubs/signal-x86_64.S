/*
 * void handler(int signum, siginfo_t *info, void *context): writes the info
 * into the descriptor that the table has for the signal. SignalStub.java has
 * these bytes. The table begins 65536 bytes behind the code, on pages that
 * stay writable.
 */
#include <asm/unistd.h>

	.text
handler:
	lea	handler + 65536(%rip), %rax
	mov	(%rax, %rdi, 4), %edi
	mov	$128, %edx
	mov	$__NR_write, %eax
	syscall
	ret

	.section .note.GNU-stack, "", @progbits
