using System.Runtime.CompilerServices;
using OpenAiSpend.Collection.State;
using OpenAiSpend.TestKit;

namespace OpenAiSpend.Collection.Tests.State;

/// <summary>
/// Makes of this assembly a program that saves one state after the other until it is killed. It runs instead of the
/// tests where the environment says so, before anything of the test framework is loaded: it is started very often.
/// </summary>
internal static class SavingProgram
{
    /// <summary>What it writes before it saves for the first time.</summary>
    public const string Ready = "ready";

    /// <summary>What it writes when it has saved for the first time.</summary>
    public const string Saved = "saved";

    private const string FolderVariable = "SAVING_PROGRAM_FOLDER";

    public static RunningProgram Start(string folder) => RunningProgram.Start(
        "dotnet",
        [typeof(SavingProgram).Assembly.Location],
        new Dictionary<string, string> { [FolderVariable] = folder, ["DOTNET_TieredPGO"] = "0" });

    [ModuleInitializer]
    internal static void RunWhereAskedTo()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } path)
        {
            Save(new StateFolder(path, new RecordingLogger()));
        }
    }

    private static void Save(StateFolder folder)
    {
        folder.RemoveUnfinished(SomeState.Identity);
        var generation = folder.Load(SomeState.Identity) is { } state ? GenerationState.In(state) : 0;
        Console.WriteLine(Ready);
        folder.Save(SomeState.Identity, GenerationState.Of(++generation));
        Console.WriteLine(Saved);
        while (true)
        {
            folder.Save(SomeState.Identity, GenerationState.Of(++generation));
        }
    }
}
