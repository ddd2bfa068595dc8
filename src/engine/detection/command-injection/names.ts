/**
 * Names of programs, by family. What a shell could run is endless; these are the programs that read, write, move or send
 * files, run other programs, tell about the system or change it. What isn't listed is weighed by its arguments (guessed.ts).
 */

/** Nobody writes these by chance: enough alone where a command may stand. */
export const unmistakable = {
  identity: `whoami logname getent lastlog lastlogin lastb passwd chpasswd chage useradd userdel usermod groupadd groupmod adduser
    deluser addgroup delgroup visudo sudoedit chsh chfn newgrp pwconv pwck vipw faillog loginctl
    vigr gpasswd chgpasswd newusers groupmems faillock grpck grpconv grpunconv pwunconv lslogins mkpasswd cryptpw
    sulogin remove-shell add-shell utmpdump ksu`,
  network: `ifconfig ipconfig netstat nslookup wget curl aria2c ncat netcat traceroute tracert tracepath arping fping hping3 nmap
    masscan zmap tcpdump tshark socat telnet tftp sftp scp sshd ssh-keygen ssh-keyscan ssh-copy-id sshpass ftpget ftpput lwp-request lwp-download
    lwp-mirror elinks iptables ip6tables iptables-save ethtool iwconfig nmcli dnsdomainname domainname ypdomainname
    hostnamectl resolvectl whois rlogin rsh rcp ypcat showmount smbclient smbmap rpcclient nbtscan dnsmasq brctl tunctl
    ping6 traceroute6 tcpsvd udpsvd udhcpc udhcpc6 udhcpd dumpleases dhcprelay dnsd ftpd telnetd slattach ifdown ifup ifenslave
    ifplugd ipcalc iplink ipneigh iproute iprule iptunnel nameif nbd-client pscan ssl_client vconfig zcip ether-wake lftp
    ncftp psftp pscp slogin mii-tool arpd nmblookup enum4linux dnsrecon dnsenum evil-winrm crackmapexec ngrok frpc
    ligolo wscat websocat httpie ftpwho iperf iperf3 nethogs bmon tcptraceroute mosquitto_sub mosquitto_pub snmpwalk snmpget
    ldapsearch ldapadd ldapmodify`,
  system: `uname lsb_release dmesg lsof lsblk lspci lsusb lscpu lsmod insmod rmmod modprobe modinfo depmod sysctl systemctl journalctl
     timedatectl localectl vmstat iostat mpstat pidstat htop atop iotop iftop pgrep pkill killall pidof pstree pmap
    renice ionice chrt taskset blkid fdisk sfdisk parted mkswap swapon swapoff mkfs mkfs.ext4 losetup umount findmnt blockdev hdparm
    dmidecode hwclock ipcs ipcrm printenv getconf chroot crontab atq atrm initctl rc-service rc-update update-rc.d chkconfig
    sw_vers system_profiler launchctl dscl diskutil osascript scutil pfctl kldload kldstat kldunload freebsd-update sysrc pkg_add pkg_info
    acpid adjtimex agetty chvt conspy deallocvt devmem dumpkmap fbset fbsplash fdformat fgconsole findfs freeramdisk fsfreeze
    fstrim i2cdetect i2cdump i2cget i2cset kbd_mode killall5 klogd syslogd svlogd loadfont loadkmap logread lsscsi mdev nanddump
    nandwrite nmeter openvt partprobe pidwait pivot_root powertop pwdx raidautorun rdev rtcwake runlevel 
     setkeycodes setlogcons setserial smemcap switch_root telinit ttysize ubiattach vlock slabtop tload lsns lsipc
    lsfd wdctl wipefs zramctl badblocks dumpe2fs e2fsck tune2fs resize2fs mke2fs mkfs.ext2 mkfs.ext3 mkfs.vfat mkfs.xfs mkdosfs
     blkdiscard setterm chmem chcpu lsmem sestatus getenforce setenforce aa-status dmsetup lvdisplay vgdisplay
    pvdisplay ipmitool pinfo inxi neofetch screenfetch nproc`,
  files: `chmod chown chgrp chattr lsattr setfacl getfacl setcap getcap mkfifo mknod mkdir rmdir mktemp readlink realpath fallocate
    hexdump xxd zcat bzcat xzcat lzcat zstdcat zgrep zless zmore bzless bzmore xzless egrep fgrep pcregrep ugrep base64 base32 base58
    basenc uuencode uudecode md5sum sha1sum sha256sum sha512sum cksum b2sum csplit tsort vdir rgrep rsync unrar unxz unzstd lzma unlzma bzip2
    bunzip2 xzdec 7za 7zr fsck debugfs logrotate updatedb mlocate inotifywait srm fincore hexedit
    setfattr getfattr fatattr unsquashfs mksquashfs lzop uncompress bzgrep xzgrep zdiff zcmp bzcmp bzdiff xzdiff
    zipinfo zipgrep funzip xmore xzmore basez ascii85 atobm soelim zsoelim dos2unix unix2dos sha224sum sha384sum sha3sum
    shasum rpm2cpio cpgr cppw gcore patchelf namei filefrag pathchk sdiff diff3 lessecho
    pzstd zstdmt zstdgrep lz4cat catdoc antiword pdftotext rclone s3cmd duplicity`,
  running: `nohup setsid xterm zsh ksh ksh93 pdksh mksh csh tcsh rbash rzsh mawk gawk nawk original-awk gdb ldd strace ltrace ptrace rlwrap
    tclsh phpggc luajit pypy pypy3 jjs jrunscript groovysh runuser runcon pkexec su-exec cpulimit prlimit capsh nsenter
    unshare setarch linux32 linux64 start-stop-daemon systemd-run softlimit chpst daemonize faketime proxychains proxychains4 torsocks
    logsave unbuffer dbus-send busctl gdbus xdotool byobu msfconsole msfvenom meterpreter linpeas pspy mimikatz
     yash rview rvim vimdiff run-parts run-mailcap scanmem slsh tasksh tdbtool
    torify tsocks jshell pexec bpftrace choom ginsh runsv runsvdir setpriv setuidgid envdir envuidgid fakeroot ld.so
    cowthink check_cups check_log check_memory check_raid check_ssl_cert check_statusfile check_by_ssh cupsfilter csvtool
    clamscan enscript nroff troff msgattrib msgcat msgconv msgfilter msgmerge msguniq varnishncsa whiptail xpad xdg-open
    apache2ctl perlbug dtach abduco tmate minicom microcom picocom ttyd gotty shellinaboxd winpeas
    linenum.sh linpeas.sh pspy64 pspy32 lazagne chisel64 rubeus sharphound xmrig`,
  packages: `apt-get apt-cache apt-key apt-mark aptitude dpkg dpkg-query dpkg-reconfigure rpmquery rpmdb rpmverify zypper opkg
     easy_install pip2 pip3 pipx gem2 cpanm luarocks pecl check-by-ssh
    dpkg-deb rpmsign yumdownloader dnf5 microdnf rpm-ostree flatpak-spawn snapctl nix-env nix-shell nix-build guix
    xbps-install eopkg emerge-webrsync uvx bunx pnpx corepack`,
  data: `mysqldump mysqladmin pg_dump pg_dumpall pg_restore mongodump mongoexport sqlite3 redis-cli sqlcmd osql isql
    pg_basebackup pg_ctl pg_isready pgbench createdb dropdb vacuumdb pgcli mycli usql mysqlimport mysqlshow
    mysqlcheck mysqlbinlog mariadb-dump mongorestore mongoimport mongostat bsondump cqlsh nodetool clickhouse-client 
    sqlplus bteq rabbitmqctl rabbitmqadmin kafka-topics redis-server redis-benchmark memcstat ldbsearch sqlite3_analyzer`,
  orchestration: `kubectl kubeadm crictl nerdctl runc etcdctl cscli chef-run crio lxc-attach minikube
    containerd buildah skopeo kubelet kubens kubectx k3s k9s helmfile doctl eksctl istioctl calicoctl cilium microk8s
    lxc-start lxc-execute virsh supervisord azcopy aliyun ibmcloud flyctl serverless`,
  windows: `systeminfo tasklist taskkill certutil bitsadmin wmic rundll32 regsvr32 mshta cscript wscript cmd.exe powershell powershell.exe pwsh
    vssadmin wbadmin bcdedit schtasks netsh nbtstat qwinsta icacls cacls takeown fsutil diskpart diskshadow esentutl forfiles
    findstr xcopy robocopy makecab extrac32 expand.exe tzutil pathping getmac driverquery gpresult gpupdate wevtutil auditpol
    dsquery nltest reg.exe net.exe sc.exe net1 msiexec installutil regasm regsvcs msbuild cmstp odbcconf pcalua runas psexec
    psexec.exe procdump wscript.exe cscript.exe curl.exe whoami.exe typeperf certreq regini mklink doskey
    bcdboot bootcfg chkdsk chkntfs diskraid dism fltmc lpq mountvol secedit setx tpmvscmgr tracerpt tscon tskill winsat regedit
    quser rwinsta ntdsutil desktopimgdownldr certoc ieexec pcwrun msdt infdefaultinstall presentationhost xwizard
    syncappvpublishingserver appcmd mavinject winrs winrm printbrm stordiag tttracer wsreset wuauclt workfolders verclsid
    rasautou runscripthelper scriptrunner runexehelper rpcping pktmon offlinescannershell provlaunch mpcmdrun ie4uinit imewdbld
    gpscript gfxdownloadwrapper extexport dnscmd dfsvc datasvcutil cmdkey cmdl32 configsecuritypolicy conhost colorcpl bginfo
    atbroker aspnet_compiler addinutil sqldumper vsjitdebugger dxcap fsianycpu mftrace msdeploy msohtmed pubprn.vbs slmgr.vbs
    winrm.vbs dcdiag dsget dsadd setspn ksetup repadmin csvde ldifde netdom qprocess tsdiscon mstsc msinfo32 manage-bde 
    powercfg slmgr w32tm waitfor wecutil winmgmt eventcreate eventvwr fodhelper computerdefaults sdclt lodctr unlodctr reagentc
    rasdial rasphone netcfg pnputil printui tcmsetup 
         msbuild.exe findstr.exe nslookup.exe
     tftp.exe microsoft.workflow.compiler.exe
      dsquery.exe nc.exe nc64.exe plink.exe`,
  cmdlets: `gci gwmi gcim iwr iex iwmi irm invoke-expression invoke-webrequest invoke-restmethod invoke-command invoke-item invoke-wmimethod
    invoke-cimmethod start-process stop-process get-process get-service new-service new-object get-wmiobject get-ciminstance
    start-bitstransfer get-childitem get-content set-content add-content out-file copy-item move-item remove-item new-item get-item
    test-connection test-netconnection resolve-dnsname start-sleep write-output write-host convertto-securestring add-type
    set-executionpolicy get-localuser new-localuser add-localgroupmember get-aduser import-module start-job get-eventlog expand-archive
    compress-archive select-string set-itemproperty get-itemproperty`,
}

/** Also words or names: need an argument as shells take them, or nothing else in the value. */
export const ordinary = {
  rarely: `fuser expect shred wipe arch strings wish alien lynx axel cipher pear emerge sar ctr hd nft rpm subst mtr bcp irb w3m cpio apk dnf
    route arp unlink sfc logman tmux ufw gosu`,
  files: `cat ls dir type find more less sort head tail touch cut rm cp mv tee tr wc od nl rev tac uniq join paste split diff cmp comm file
    stat df du tar zip unzip gzip gunzip zless dd ln install strings basename dirname look col column colrm fold fmt pr expand unexpand
    grep sed awk ed ex vi vim view nano pico emacs iconv shuf cksum sum truncate sync mount locate which whereis tree ar ptx
    bzip xz lz4 zstd 7z ncdu mc jq bat ack rg ag fd sponge open pbcopy pbpaste`,
  shells: `sh bash dash ash fish eval source exec xargs set env export alias unset history jobs bg fg wait trap ulimit umask logout exit cd pushd
    popd echo printf print read read test expr seq yes script screen batch at watch time date sleep timeout nice type hash bind
    caller compgen complete declare enable local mapfile readarray let shopt typeset times command let`,
  system: `id ps pwd w who users groups finger last hostname uptime top free mount kill shutdown reboot halt poweroff init service
    su cal tty stty man clear reset logger mail mailx sendmail write wall mesg talk quota perf bridge stop start restart`,
  network: 'ping nc dig host ip ss route arp ftp ssh rsync fetch get ntpdate aria hg svn rdate tc iw nmap6',
  packages: 'pip gem apt yum patch cpan snap flatpak brew port pacman slackpkg pkg make',
  windows: `ver vol net sc reg calc notepad del erase copy move ren md rd attrib call assoc path prompt start set title label comp fc at
    print query change mode color pause rem shift goto for ftype schtask sc msg nslookup ping explorer defrag relog lpr logoff`,
}

/** Also names of languages and products: need an argument. */
export const products = `terraform salt-call perl perl5 python python2 python3 python2.7 ruby php php5 php7 php8 php-cgi node nodejs deno bun lua gcc cc g++ clang
  tcc java javac jar kotlin scala groovy erl elixir julia ghc go rust cargo git npm npx yarn pnpm docker docker-compose podman helm dotnet mvn gradle rustc swift scalac kotlinc ghci
  mysql mariadb psql mongo mongosh sqlite cmd make cmake ansible puppet chef salt knife vagrant vault consul nomad aws az gcloud
  gsutil openssl gpg ghostscript gs convert ffmpeg exiftool tex pdflatex latex bundle bundler composer artisan drush wp
  apache2 nginx httpd varnishd supervisorctl pm2 aws-cli heroku gh
  pandoc valgrind octave nasm pypy certbot sqlmap mypy xelatex lualatex xetex luatex latex latexmk rake pry byebug cabal ghci aspell ispell
  wireshark facter openvpn yarn c99 c89 tcl sbcl clisp rscript nodejs wsl wget2
  readelf objcopy rpmbuild genisoimage hh csc vbc jsc winget`

/** Runs the command that follows. */
export const wrappers = `sudo doas nohup exec eval coproc command busybox toybox xargs strace ltrace setsid builtin stdbuf time nice timeout env ionice chrt
  taskset unshare nsenter chroot flock cpulimit watch runuser pkexec gosu rlwrap catchsegv parallel proxychains unbuffer script eatmydata torsocks
  setarch linux32 linux64 start`

/** First parts of names with a hyphen: `ansible-console`, `update-alternatives`. */
export const families = `aa ansible apt aptitude chef cscli dpkg rpm rmt salt puppet knife lxc systemd ssh gpg mysql update
  apache2 dbus debconf openvpn xdg grub lxd`

/** Last parts of names of a family that programs alone have. */
export const members = `config console doc galaxy inventory playbook pull vault test connection community shell run client apply solo
  server cli ctl tar dump disable enable complain enforce audit status genprof logprof exec remove-unknown
  get cache key mark query reconfigure deb split divert statoverride call cloud ssh proxy minion master api
  agent add keygen keyscan copy-id argosh rc.d alternatives initramfs grub ca-certificates passwd resolve analyze
  nspawn cgtop cgls detect-virt escape hwdb tmpfiles sysusers attach start stop ls info create destroy check daemon`
