/*
 * One system call as a C function, NR its number: Stub.java has these bytes.
 * C and the kernel agree on all arguments but the fourth, and on the result.
 */
	.text
	mov	$NR, %eax
	mov	%rcx, %r10
	syscall
	ret

	.section .note.GNU-stack, "", @progbits
