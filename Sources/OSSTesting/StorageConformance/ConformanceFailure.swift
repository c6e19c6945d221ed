package import OSSStorage

/// A promise that a storage did not keep.
package struct ConformanceFailure: Error, CustomStringConvertible {
    /// What was expected and what came, with the place in the suite.
    package let description: String

    package init(_ claim: String, file: String = #fileID, line: Int = #line) {
        description = "\(claim) (\(file):\(line))"
    }
}

/// The suite's own assertions: it is a library, and knows no test framework.
package enum Claim {
    /// Fails unless the condition holds.
    package static func holds(_ condition: Bool, _ claim: @autoclosure () -> String, file: String = #fileID, line: Int = #line) throws {
        guard condition else { throw ConformanceFailure(claim(), file: file, line: line) }
    }

    /// Fails unless both are equal.
    package static func equal<Value: Equatable>(
        _ found: Value, _ expected: Value, _ claim: @autoclosure () -> String = "values differ", file: String = #fileID, line: Int = #line
    ) throws {
        guard found == expected else {
            throw ConformanceFailure("\(claim()): found \(found), expected \(expected)", file: file, line: line)
        }
    }

    /// Fails unless the work throws a `StorageError` of that code.
    package static func fails(
        _ code: StorageError.Code, _ claim: @autoclosure () -> String = "", file: String = #fileID, line: Int = #line,
        _ work: () async throws -> Void
    ) async throws {
        do {
            try await work()
        } catch let error as StorageError where error.code == code {
            return
        } catch {
            throw ConformanceFailure("\(claim()): found \(error), expected \(code)", file: file, line: line)
        }
        throw ConformanceFailure("\(claim()): succeeded, expected \(code)", file: file, line: line)
    }
}
