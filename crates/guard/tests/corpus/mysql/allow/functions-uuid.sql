-- injected: UUIDs and addresses
SELECT UUID(), BIN_TO_UUID(UUID_TO_BIN(UUID())), IS_UUID('a'), INET6_NTOA(INET6_ATON('::1'))
