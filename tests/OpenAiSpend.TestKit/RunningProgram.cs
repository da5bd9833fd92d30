using System.Collections.Concurrent;
using System.Diagnostics;

namespace OpenAiSpend.TestKit;

/// <summary>A program that a test started. It is ended with the test, by its process id.</summary>
public sealed class RunningProgram : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly ConcurrentQueue<(bool IsError, string Text)> _lines = new();

    private RunningProgram(Process process) => _process = process;

    /// <summary>What it wrote so far, to standard output and standard error.</summary>
    public string Output => string.Join('\n', _lines.Select(line => line.Text));

    /// <summary>The lines that it wrote so far to standard output.</summary>
    public IReadOnlyList<string> OutputLines => [.. _lines.Where(line => !line.IsError).Select(line => line.Text)];

    /// <summary>The lines that it wrote so far to standard error, where a log goes.</summary>
    public IReadOnlyList<string> ErrorLines => [.. _lines.Where(line => line.IsError).Select(line => line.Text)];

    public bool HasExited => _process.HasExited;

    public int ProcessId => _process.Id;

    /// <summary>Starts a program with the test's environment, less what is about OpenAI and OpenTelemetry, plus what is given.</summary>
    public static RunningProgram Start(string file, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string? directory = null)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory ?? AppContext.BaseDirectory,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("OPENAI_", StringComparison.Ordinal) || name.StartsWith("OTEL_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var running = new RunningProgram(process);
        process.OutputDataReceived += (_, line) => running.Keep(isError: false, line.Data);
        process.ErrorDataReceived += (_, line) => running.Keep(isError: true, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return running;
    }

    /// <summary>Waits for the program to end by itself.</summary>
    /// <param name="patience">How long it may take; two minutes by default, so that a busy machine is no failure.</param>
    /// <returns>Its exit code.</returns>
    public async Task<int> ExitCodeAsync(TimeSpan? patience = null)
    {
        using var limit = new CancellationTokenSource(patience ?? Patience, TimeProvider.System);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The program did not end within {patience ?? Patience}. It wrote:\n{Output}");
        }

        return _process.ExitCode;
    }

    /// <summary>Asks the program to end, as a service manager does.</summary>
    public Task TerminateAsync() => SignalAsync("TERM");

    /// <summary>Asks the program to end, as Ctrl-C does.</summary>
    public Task InterruptAsync() => SignalAsync("INT");

    /// <summary>Ends the program at once, as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private void Keep(bool isError, string? line)
    {
        if (line is not null)
        {
            _lines.Enqueue((isError, line));
        }
    }
}
