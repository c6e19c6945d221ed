extension StorageError {
    /// Runs work on a catalogue or blob store and gives whatever else it throws the code `.unavailable`.
    static func wrapping<Value>(
        _ operation: String, isolation: isolated (any Actor)? = #isolation, _ work: () async throws -> Value
    ) async throws -> Value {
        do {
            return try await work()
        } catch let error as StorageError {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            throw StorageError(.unavailable, operation: operation, cause: error)
        }
    }
}
